import { type Classified, changeClass } from '#scene-graph/change-class.ts'
import { type Change, diffGraphs } from '#scene-graph/diff.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { canBeActive } from '#scene-graph/validate/outline.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { formatFinding } from './files.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'

/**
 * `diff OLD NEW [--json]`: what changed, by id, and what publishing it would mean for games that run: the class of the
 * change, and each node where a game may stand that would not simply go on; what is wrong with NEW is told beside it. 0
 * when nothing changed, 1 when something did.
 */
export function diffCommand(older: string, newer: string, options: { json: boolean }, io: Io): number {
  const [before, after] = [readGraph(older), readGraph(newer)]
  const changes = diffGraphs(before, after)
  if (changes.length === 0) {
    if (options.json) io.out(JSON.stringify({ changes, class: 'cosmetic', reasons: [] }, null, 2))
    return 0
  }
  const errors = validate(after).filter((f) => f.severity === 'error')
  for (const error of errors) io.err(formatFinding(newer, error))
  const { class: judged, reasons } = classOf(before, after)
  // What cannot be published cannot be taken up by a game that runs.
  const changed = errors.length > 0 ? 'next-game-only' : judged
  if (options.json) io.out(JSON.stringify({ changes, class: changed, reasons }, null, 2))
  else {
    for (const change of changes) io.out(line(change))
    io.out(`class: ${changed}`)
    for (const { class: why, node, message } of reasons) io.out(`  ${why}: a game in ${node}: ${message}`)
  }
  return 1
}

/** There are no live games here: each node is asked about as if a game stood in it. */
function classOf(before: SceneGraph, after: SceneGraph): Pick<Classified, 'class'> & { reasons: Reason[] } {
  const standing = before.nodes.filter(({ type }) => canBeActive(type)).map(({ id }) => ({ session: id, active: [id] }))
  const { class: changed, reasons } = changeClass(before, after, standing)
  const seen = new Set<string>()
  const distinct = reasons.flatMap(({ class: why, node, message }): Reason[] => {
    const key = `${why} ${node} ${message}`
    if (seen.has(key)) return []
    seen.add(key)
    return [{ class: why, node, message }]
  })
  return { class: changed, reasons: distinct }
}

type Reason = Pick<Classified['reasons'][number], 'class' | 'node' | 'message'>

function line(change: Change): string {
  const sign = { added: '+', removed: '-', changed: '~' }[change.kind]
  const where = change.path === '' ? '' : ` ${change.path}`
  const values = change.kind === 'changed' ? `: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}` : ''
  return `${sign} ${change.what} ${change.id}${where}${values}${change.cosmetic ? ' (cosmetic)' : ''}`
}
