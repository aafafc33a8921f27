import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { RegistryRoom } from '#wire/registry.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { commandTopic, sensorTopic } from '#wire/topics.ts'

/** The rooms of the measurement: a board with twenty counters and a lamp. */

export const roomOf = (n: number) => ({ tenant_id: 'bench', room_id: `reaction-${n}` })
export const boardOf = (n: number) => ({ tenant: 'bench', room: `reaction-${n}`, controller: 'board' })
export const ROOM = roomOf(0)
export const BOARD = boardOf(0)
export const COUNTERS = 20

/** As long as the topics of the room, and none that the gateway listens to. */
export const ECHO_IN = 'echo/echo-room/in/board/counter-0/count'
export const ECHO_OUT = 'echo/echo-room/out/board/lamp/level'

const counter = (n: number): string => `counter-${n}`
export const sensorTopicOf = (n: number, room = 0): string => sensorTopic(boardOf(room), counter(n), 'count')
export const lampTopicOf = (room: number): string => commandTopic(boardOf(room), 'lamp', 'level')
export const LAMP_TOPIC = lampTopicOf(0)

export const reactionRegistry = (rooms: number): RegistryRoom[] =>
  Array.from({ length: rooms }, (_, n) => ({
    ...roomOf(n),
    controllers: [
      {
        controller_id: 'board',
        boot_id: null,
        heartbeat_interval_ms: 600_000,
        devices: [
          ...Array.from({ length: COUNTERS }, (_, n) => ({
            device_id: counter(n),
            kind: 'counter',
            signals: { count: { type: 'number' as const, momentary: true } },
            commands: {},
            limits: {},
          })),
          {
            device_id: 'lamp',
            kind: 'lamp',
            signals: {},
            commands: { level: { params: { n: { type: 'number' as const } } } },
            limits: {},
          },
        ],
      },
    ],
  }))

export const BINDINGS: Bindings = {
  lamp: { controller_id: 'board', device_id: 'lamp' },
  ...Object.fromEntries(
    Array.from({ length: COUNTERS }, (_, n) => [`counter_${n}`, { controller_id: 'board', device_id: counter(n) }]),
  ),
}

const counting = { signals: { count: { type: 'number', momentary: true } } }
const react = (id: string, role: string, source: string, target: string) => ({
  id,
  source,
  target,
  trigger: { type: 'signal', role, signal: 'count' },
  actions: [
    { type: 'command', role: 'lamp', command: 'level', params: { n: { type: 'signal', role, signal: 'count' } } },
  ],
})

/** A loop of two states: each report is one transition and one command that carries the report's number. */
const loop = () => ({
  schemaVersion: 1,
  id: 'bench-loop',
  kind: 'scene',
  name: 'Loop of two states',
  roles: { counter_0: counting, lamp: { commands: { level: { params: { n: { type: 'number' } } } } } },
  nodes: [
    { id: 'a', type: 'state' },
    { id: 'b', type: 'state' },
    { id: 'end', type: 'end' },
  ],
  edges: [
    react('a-b', 'counter_0', 'a', 'b'),
    react('b-a', 'counter_0', 'b', 'a'),
    { id: 'stop', source: 'a', target: 'end', trigger: { type: 'operator', action: 'stop' }, order: 1 },
  ],
})

/**
 * Twenty puzzles at once, each such a loop on a counter of its own; reports go round, so one of them reacts each time.
 * `asking`: each also asks for the level of a sensor when its counter reports, which nobody waits for (RT5).
 */
const parallel = (asking = false) => {
  const notNegative = (n: number) => {
    const left = { type: 'signal', role: `sensor_${n}`, signal: 'level' }
    const below = { type: 'compare', left, op: '<', right: { type: 'constant', value: 0 } }
    return asking ? { guard: { type: 'not', of: below } } : {}
  }
  const puzzles = Array.from({ length: COUNTERS }, (_, n) => n)
  return {
    schemaVersion: 1,
    id: 'bench-parallel',
    kind: 'scene',
    name: 'Twenty puzzles at once',
    roles: {
      lamp: { commands: { level: { params: { n: { type: 'number' } } } } },
      ...Object.fromEntries(puzzles.map((n) => [`counter_${n}`, counting])),
      ...(asking ? Object.fromEntries(puzzles.map((n) => [`sensor_${n}`, { signals: { level: 'number' } }])) : {}),
    },
    nodes: [
      { id: 'all', type: 'parallel' },
      ...puzzles.flatMap((n) => [
        { id: `p${n}`, type: 'group', parentId: 'all' },
        { id: `p${n}-a`, type: 'state', parentId: `p${n}` },
        { id: `p${n}-b`, type: 'state', parentId: `p${n}` },
        { id: `p${n}-end`, type: 'end', parentId: `p${n}` },
      ]),
      { id: 'end', type: 'end' },
    ],
    edges: [
      ...puzzles.flatMap((n) => [
        { ...react(`p${n}-ab`, `counter_${n}`, `p${n}-a`, `p${n}-b`), ...notNegative(n) },
        { ...react(`p${n}-ba`, `counter_${n}`, `p${n}-b`, `p${n}-a`), ...notNegative(n) },
        {
          id: `p${n}-stop`,
          source: `p${n}-a`,
          target: `p${n}-end`,
          trigger: { type: 'operator', action: 'stop' },
          order: 1,
        },
      ]),
      { id: 'all-done', source: 'all', target: 'end' },
    ],
  }
}

export const SCENES = {
  loop: { document: loop, devices: 1 },
  parallel: { document: () => parallel(), devices: COUNTERS },
  asking: { document: () => parallel(true), devices: COUNTERS },
} as const
export type SceneName = keyof typeof SCENES

/** A scene's document, parsed. Throws with what is wrong. */
export function scene(name: SceneName): SceneGraph {
  const parsed = parseDocument(SCENES[name].document())
  if (parsed.ok) return parsed.graph
  throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}
