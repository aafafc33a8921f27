import type { Alert } from './alert.ts'

/**
 * A board that goes offline is told of twice: by itself, and by the game that uses its devices. Whoever looks sees one:
 * the game's, which says what it means, with the board's reason below. It stands for both when it is acknowledged.
 */
export function joined(alerts: readonly Alert[]): Alert[] {
  const boards = alerts.flatMap((alert) => (alert.board === undefined ? [] : [{ alert, prefix: `${alert.board}/` }]))
  const told = new Set<Alert>()
  const notices = alerts.map((notice): Alert => {
    const of = boards.filter(({ prefix }) => notice.away?.some((one) => one.startsWith(prefix)))
    if (of.length === 0) return notice
    for (const { alert } of of) told.add(alert)
    const why = of.map(({ alert }) => [`${alert.title}.`, alert.detail ?? ''].filter((t) => t !== '').join(' '))
    return {
      ...notice,
      detail: [notice.detail ?? '', ...why].filter((t) => t !== '').join(' '),
      standsFor: of.map(({ alert }) => alert.id),
    }
  })
  return notices.filter((_, index) => !told.has(alerts[index] as Alert))
}

/** What acknowledging an alert acknowledges. */
export const idsOf = (alert: Alert): readonly string[] => [alert.id, ...(alert.standsFor ?? [])]
