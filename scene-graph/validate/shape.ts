import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { canEnd, nameOf, type Outline, type OutlineNode } from './outline.ts'
import type { Report } from './report.ts'
import { fixBy } from './verdict.ts'

/** What a node's kind asks of the nodes and edges around it. Cheap: looked at anew for every edit. */
export function checkShape(graph: SceneGraph, outline: Outline, report: Report): void {
  for (const node of graph.nodes) {
    const outlined = outline.nodes.get(node.id)
    if (outlined !== undefined) checkNode(outlined, outline, report)
    else if (node.type === 'hints') checkHints(node, outline, report)
  }
  graph.edges.forEach((edge, index) => {
    if (edge.alsoTargets.length > 0) checkTargets(edge, `edges.${index}.alsoTargets`, outline, report)
  })
  checkRest(outline, report)
}

function checkNode(outlined: OutlineNode, outline: Outline, report: Report): void {
  const { node, lowering, edges, children } = outlined
  const exits = edges.length === 0 ? edges : edges.filter((edge) => edge.trigger.type === 'done')
  const noEnd = (): void => {
    const message = `"${nameOf(outlined)}" has no end inside, so it is never done`
    report.node('group/no-end', node.id, message, undefined, { severity: 'warning' })
  }
  switch (lowering.kind) {
    case 'draw':
      for (const { port } of lowering.choices)
        if (!exits.some((edge) => edge.sourcePort === port && edge.guard === null && edge.target !== null))
          report.node(
            'random/no-exit',
            node.id,
            `exit "${port}" of "${nameOf(outlined)}" leads nowhere: a game that draws it stays for ever`,
          )
      break
    case 'history':
      checkHistory(outlined, outline, report)
      break
    case 'transient':
      if (!exits.some((edge) => edge.target !== null))
        report.node(
          'decision/no-exit',
          node.id,
          `"${nameOf(outlined)}" has no exit: a game that comes here stays for ever`,
        )
      else if (lowering.mark !== true && exits.every((edge) => edge.guard !== null && edge.sourcePort !== 'else'))
        report.node(
          'decision/no-else',
          node.id,
          `"${nameOf(outlined)}" has no “else”: when no exit holds, the game waits here until one does`,
          undefined,
          { severity: 'info' },
        )
      break
    case 'steps':
      if (
        edges.length > 0 &&
        lowering.steps.some((s) => s.wait.type === 'acknowledged' || s.wait.type === 'finished') &&
        !exits.some((e) => e.sourcePort === 'failed')
      )
        report.node(
          'cue/failed-unhandled',
          node.id,
          `"${nameOf(outlined)}" waits for an acknowledgement and has no exit “failed”: if none comes, the game waits here`,
          undefined,
          { severity: 'info' },
        )
      break
    case 'parallel':
      if (exits.length > 0 && children.length === 0) noEnd()
      if (exits.length > 0)
        for (const region of children)
          if (!canEnd(region))
            report.node(
              'parallel/region-no-end',
              region.node.id,
              `"${nameOf(region)}" has no end, so "${nameOf(outlined)}" is never done`,
              undefined,
              { severity: 'warning' },
            )
      break
    case 'compound':
      if (exits.length > 0 && !canEnd(outlined)) noEnd()
      break
    case 'built':
      // What it plays again and again must come to an end each time.
      if (exits.length > 0 && lowering.states.some((s) => s.kind.type === 'body') && !children.some(canBeLast)) noEnd()
      break
    case 'contained':
    case 'final':
    case 'timed':
    case 'gate':
    case 'atomic':
    case 'attached':
    case 'none':
      break
  }
}

const canBeLast = ({ lowering }: OutlineNode): boolean => lowering.kind === 'final'

function checkHistory({ node, parent, edges }: OutlineNode, outline: Outline, report: Report): void {
  if (parent === null)
    report.node('history/top-level', node.id, 'history belongs into a group: it leads back to where that was')
  else if (parent.children.every((child) => child.lowering.kind === 'history'))
    report.node('history/alone', node.id, 'the group around it holds nothing else: there is nothing to lead back to')
  for (const { id, guard, trigger, target } of edges)
    if (guard !== null || trigger.type !== 'done' || target === null)
      report.edge('history/edge', id, 'where history leads the first time has no condition and no event', undefined, {
        severity: 'warning',
      })
    else if (parent !== null && !liesIn(outline.nodes.get(target), parent))
      report.edge('history/outside', id, `it leads out of "${nameOf(parent)}", to which history leads back`)
}

/** However deep. */
function liesIn(node: OutlineNode | undefined, container: OutlineNode): boolean {
  for (let up = node?.parent ?? null; up !== null; up = up.parent) if (up === container) return true
  return false
}

/** What hints are for can be active, and for a while. */
function checkHints({ id, parentId, data }: GraphNode, outline: Outline, report: Report): void {
  const to = (data.to as string | null) ?? parentId
  if (to === null) {
    report.node('hints/no-target', id, 'it is in no container and names nothing that it helps with', undefined, {
      severity: 'warning',
    })
    return
  }
  const target = outline.nodes.get(to)
  if (target === undefined) return // which is said where it is named
  if (!['transient', 'draw', 'history', 'final'].includes(target.lowering.kind)) return
  report.node(
    'hints/target',
    id,
    `"${nameOf(target)}" is left in the moment that it is entered: no hint ever comes`,
    undefined,
    {
      severity: 'warning',
    },
  )
}

/** Targets that are entered together lie in different regions of a parallel. */
function checkTargets(edge: Edge, path: string, outline: Outline, report: Report): void {
  const all = [edge.target, ...edge.alsoTargets].flatMap((id) => (id === null ? [] : (outline.nodes.get(id) ?? [])))
  const clash = all.find((one, i) => all.slice(0, i).some((other) => !sideBySide(one, other)))
  if (clash === undefined) return
  report.edge(
    'edge/targets',
    edge.id,
    `"${nameOf(clash)}" can not be active together with its other targets: they are not in different regions of a parallel`,
    path,
    { fix: fixBy('Keep only the first', { change: 'edge', id: edge.id, path: ['alsoTargets'], value: [] }) },
  )
}

function sideBySide(a: OutlineNode, b: OutlineNode): boolean {
  const above = new Map<OutlineNode, OutlineNode>()
  for (let at: OutlineNode | null = a; at !== null; at = at.parent) if (at.parent !== null) above.set(at.parent, at)
  for (let at: OutlineNode = b; at.parent !== null; at = at.parent) {
    const other = above.get(at.parent)
    if (other !== undefined) return other !== at && at.parent.lowering.kind === 'parallel'
  }
  return false
}

/** Decisions that lead to one another without a condition: a game that comes there never rests. */
function checkRest(outline: Outline, report: Report): void {
  const judged = new Set<OutlineNode>()
  for (const start of outline.nodes.values()) {
    if (start.lowering.kind !== 'transient') continue
    const way: OutlineNode[] = []
    let at: OutlineNode | undefined = start
    while (at !== undefined && !judged.has(at)) {
      judged.add(at)
      way.push(at)
      at = outline.nodes.get(certainly(at) ?? '')
    }
    if (at === undefined || !way.includes(at)) continue
    const message = `"${nameOf(at)}" leads back to itself at once: a game that comes here never rests`
    report.node('decision/endless', at.node.id, message, undefined, { severity: 'warning' })
  }
}

/** Where a decision leads whatever happens, if there is such a place. */
function certainly({ lowering, edges }: OutlineNode): string | undefined {
  if (lowering.kind !== 'transient') return undefined
  const first = edges.find((edge) => edge.sourcePort !== 'else') ?? edges[0]
  return first?.guard === null ? (first.target ?? undefined) : undefined
}
