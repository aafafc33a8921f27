/** What became of numbered inputs, and of the effects that name them. */
export type Account = { sent: number; seen: number; lost: number; doubled: number }

/** Compares what was sent with what was seen, and prints one line of it: the fault tests' common currency (RT1, RT2). */
export function account(fault: string, sent: readonly number[], seen: readonly number[]): Account {
  const times = new Map<number, number>()
  for (const one of seen) times.set(one, (times.get(one) ?? 0) + 1)
  const lost = sent.filter((one) => !times.has(one))
  const doubled = [...times].filter(([, count]) => count > 1).map(([one]) => one)
  process.stdout.write(
    `fault: ${fault}: ${sent.length} inputs sent, ${seen.length} effects seen, ${lost.length} lost, ${doubled.length} doubled${lost.length > 0 ? ` (first lost: ${lost[0]})` : ''}\n`,
  )
  return { sent: sent.length, seen: seen.length, lost: lost.length, doubled: doubled.length }
}
