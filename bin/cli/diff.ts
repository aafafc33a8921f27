import { type Change, diffGraphs } from '#scene-graph/diff.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'

/** `diff OLD NEW [--json]`: what changed, by id. 0 when nothing did, 1 when something did. */
export function diffCommand(older: string, newer: string, options: { json: boolean }, io: Io): number {
  const changes = diffGraphs(readGraph(older), readGraph(newer))
  if (options.json) io.out(JSON.stringify({ changes }, null, 2))
  else for (const change of changes) io.out(line(change))
  return changes.length === 0 ? 0 : 1
}

function line(change: Change): string {
  const sign = { added: '+', removed: '-', changed: '~' }[change.kind]
  const where = change.path === '' ? '' : ` ${change.path}`
  const values = change.kind === 'changed' ? `: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}` : ''
  return `${sign} ${change.what} ${change.id}${where}${values}${change.cosmetic ? ' (cosmetic)' : ''}`
}
