'use client'

import { useRoomPart } from '#app/live/use-room.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import type { ReloadReport } from '#wire/session-view.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import styles from './publish.module.css'

export type Published = {
  number: number
  unchanged: boolean
  when: 'now' | 'next_game'
  /** Running games that were asked to take it. */
  games: readonly { session_id: string; room: string; version: number }[]
}

/** What came of it, game by game, as each says so. */
export function PublishResult({ published }: { published: Published }) {
  const { number, unchanged, when, games } = published
  return (
    <div className={styles.stack}>
      <p>
        {unchanged
          ? 'Nothing that a game depends on differs from the version before, so running games are left alone.'
          : `The next game plays version ${number}.`}
      </p>
      {when === 'next_game' && <p className={styles.quiet}>Running games stay on their versions.</p>}
      {games.length > 0 && (
        <ul className={styles.games} aria-label="What happened to running games">
          {games.map((game) => (
            <li key={game.session_id} className={styles.game}>
              <GameResult {...game} number={number} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function GameResult({ session_id, room, number }: Published['games'][number] & { number: number }) {
  const report = useRoomPart(room, (s) => s.reloads.find((r) => r.session_id === session_id && r.to === number) ?? null)
  if (report === null)
    return (
      <p className={styles.gameHead}>
        <StatusChip state="waiting">asked</StatusChip>
        <strong>{room}</strong> has not answered yet
      </p>
    )
  return <ReportView room={room} report={report} />
}

const SAID = {
  applied: { state: 'solved', text: 'plays it now' },
  unchanged: { state: 'idle', text: 'goes on unchanged' },
  blocked: { state: 'failed', text: 'stays on its version' },
} as const

/** One game's report: kept, went into, left, timers, or why it could not. */
export function ReportView({ room, report }: { room: string; report: ReloadReport }) {
  const graph = useGraph()
  const { nodes } = indexOf(graph)
  const name = (id: string): string => {
    const node = nodes.get(id)
    return node === undefined ? id : titleOf(node)
  }
  const said = SAID[report.outcome]
  const changed = report.timers.filter((t) => t.change !== 'kept')
  const lines: [string, readonly string[]][] = [
    ['Kept', report.kept.map(name)],
    ['Moved', Object.entries(report.mapped).map(([from, to]) => `${name(from)} → ${name(to)}`)],
    ['Began anew', report.restarted.map(name)],
    ['Entered', report.entered.map(name)],
    ['Left', report.left.map(name)],
    ['Timers', changed.map((t) => `${name(t.id)} ${t.change}`)],
    ['Variables', report.variables.map((v) => `${v.name} ${v.change}`)],
    ['Commands sent', report.commands === 0 ? [] : [String(report.commands)]],
  ]
  return (
    <>
      <p className={styles.gameHead}>
        <StatusChip state={said.state}>{report.outcome}</StatusChip>
        <strong>{room}</strong> {said.text}
        {report.outcome === 'applied' && ` (version ${report.from} → ${report.to})`}
      </p>
      {report.blocked.length > 0 && (
        <ul className={styles.reasons}>
          {report.blocked.map((b) => (
            <li key={`${b.node} ${b.reason}`}>
              <strong>{name(b.node)}</strong>: {b.reason}
            </li>
          ))}
        </ul>
      )}
      <dl className={styles.facts}>
        {lines
          .filter(([, items]) => items.length > 0)
          .map(([label, items]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{items.join(', ')}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}
