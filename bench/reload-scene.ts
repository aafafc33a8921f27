import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { Bindings } from '#wire/session-messages.ts'

/** A scene of a thousand nodes: rings of states side by side, each driven by a counter of its own. */

export const CORNERS = 20
const RING = 49

/** One game's board. */
export const BINDINGS = (session: number): Bindings => ({
  lamp: { controller_id: `board-${session}`, device_id: 'lamp' },
  ...Object.fromEntries(
    Array.from({ length: CORNERS }, (_, n) => [
      `counter_${n}`,
      { controller_id: `board-${session}`, device_id: `counter-${n}` },
    ]),
  ),
})

const corner = (n: number, version: number) => {
  const states = Array.from({ length: RING }, (_, i) => `s${n}-${i}`)
  return {
    nodes: [
      { id: `c${n}`, type: 'group', parentId: 'all' },
      ...states.map((id) => ({ id, type: 'state', parentId: `c${n}` })),
    ],
    edges: states.map((id, i) => ({
      id: `e-${id}`,
      source: id,
      target: states[(i + 1) % RING],
      trigger: { type: 'signal', role: `counter_${n}`, signal: 'count' },
      actions: [
        {
          type: 'command',
          role: 'lamp',
          command: 'level',
          params: { n: { type: 'signal', role: `counter_${n}`, signal: 'count' }, version },
        },
      ],
    })),
  }
}

/** Each version sends its number with every command, and has a state that the others have not. */
export function largeScene(version: number): SceneGraph {
  const corners = Array.from({ length: CORNERS }, (_, n) => corner(n, version))
  const parsed = parseDocument({
    schemaVersion: 1,
    id: 'large',
    kind: 'scene',
    name: 'Large',
    roles: {
      lamp: { commands: { level: { params: { n: { type: 'number' }, version: { type: 'number' } } } } },
      ...Object.fromEntries(
        corners.map((_, n) => [`counter_${n}`, { signals: { count: { type: 'number', momentary: true } } }]),
      ),
    },
    nodes: [
      { id: 'all', type: 'parallel' },
      ...corners.flatMap((one) => one.nodes),
      { id: `only-${version}`, type: 'state', parentId: 'c0' },
    ],
    edges: corners.flatMap((one) => one.edges),
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings.slice(0, 3)))
  return parsed.graph
}
