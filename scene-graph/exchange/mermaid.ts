import { describeCondition, describeTrigger } from '../describe.ts'
import type { SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { titleOf } from './drawing.ts'
import { outlineOf, type Placed } from './outline.ts'

/** A document as a Mermaid state diagram (`stateDiagram-v2`): states, nesting, regions and labelled transitions. */
export function exportMermaid(graph: SceneGraph): string {
  const outline = outlineOf(graph)
  // Mermaid's ids are words; ours need not be. A number keeps them apart and clear of its own words.
  const ids = new Map([...outline.placed.keys()].map((id, index) => [id, `s${index}_${id.replace(/\W/g, '_')}`]))
  const name = (id: string): string => ids.get(id) ?? ''
  const lines: string[] = []
  const put = (depth: number, line: string): void => {
    lines.push('  '.repeat(depth) + line)
  }
  const states = (list: readonly Placed[], initial: string | null, depth: number): void => {
    if (initial !== null) put(depth, `[*] --> ${name(initial)}`)
    for (const placed of list) state(placed, depth)
  }
  const state = ({ node, lowering, children, initial }: Placed, depth: number): void => {
    const id = name(node.id)
    if (lowering.kind === 'transient' && node.data.name === '') put(depth, `state ${id} <<choice>>`)
    else put(depth, `state "${label(titleOf(node))}" as ${id}`)
    if (children.length > 0) {
      put(depth, `state ${id} {`)
      if (lowering.kind === 'parallel')
        children.forEach((region, index) => {
          if (index > 0) put(depth + 1, '--')
          states([region], region.node.id, depth + 1)
        })
      else states(children, initial, depth + 1)
      put(depth, '}')
    }
    if (lowering.kind === 'final') put(depth, `${id} --> [*] : ${label(lowering.outcome)}`)
  }
  put(0, 'stateDiagram-v2')
  states(outline.roots, outline.initial, 1)
  for (const { edges } of outline.placed.values())
    for (const edge of edges)
      for (const target of [edge.target ?? edge.source, ...edge.alsoTargets]) {
        const text = label(edgeLabel(edge))
        put(1, `${name(edge.source)} --> ${name(target)}${text === '' ? '' : ` : ${text}`}`)
      }
  return `${lines.join('\n')}\n`
}

/** What an edge waits for and asks, in one line. */
export function edgeLabel({ trigger, sourcePort, guard }: Edge): string {
  const when = trigger.type === 'done' && sourcePort === 'done' ? '' : describeTrigger(trigger, sourcePort)
  return guard === null ? when : `${when} [${describeCondition(guard)}]`.trim()
}

/** Text that Mermaid takes as text: what has a meaning of its own there becomes a character reference. */
const label = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120)
    .replace(/["#;:{}<>[\]|`\\&%]/g, (char) => `#${char.codePointAt(0)};`)
