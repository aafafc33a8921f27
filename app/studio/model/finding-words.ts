import type { Finding } from '#scene-graph/findings.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { indexOf, titleOf } from './document.ts'
import { whenTaken } from './spoken.ts'

/** A finding's message as a sentence on the screen: it begins large, and quotes are set as in print, but not in code. */
export function findingWords(graph: SceneGraph, { code, message }: Pick<Finding, 'code' | 'message'>): string {
  const set = code.startsWith('expression/') ? message : message.replaceAll(/"([^"]*)"/g, '“$1”')
  const said = edgesCalled(graph, code, set)
  return /^[a-z]/.test(said) ? `${said.slice(0, 1).toUpperCase()}${said.slice(1)}` : said
}

/** What a finding's fix does, on a button. */
export const fixWords = (graph: SceneGraph, { code, fix }: Pick<Finding, 'code' | 'fix'>): string =>
  edgesCalled(graph, code, fix?.label ?? '')

/** Where an edge is spoken of by its id: when it is taken, and where it leads. Other findings quote other names. */
function edgesCalled(graph: SceneGraph, code: string, text: string): string {
  if (!code.startsWith('edge/')) return text
  const { nodes, edges } = indexOf(graph)
  return text.replaceAll(/“([^”]*)”/g, (quoted, id: string) => {
    const edge = edges.get(id)
    if (edge === undefined) return quoted
    const target = edge.target === null ? undefined : nodes.get(edge.target)
    return `“${whenTaken(graph, edge).words}${target === undefined ? '' : ` → ${titleOf(target)}`}”`
  })
}
