import { contentHash } from '#scene-graph/hash.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { Bindings } from '#wire/session-messages.ts'

/** Scenes that are small enough to see what a test of the shell expects of them. */

export const BINDINGS: Bindings = {
  button: { controller_id: 'board', device_id: 'button' },
  door: { controller_id: 'board', device_id: 'door' },
  lamp: { controller_id: 'lights', device_id: 'lamp' },
}

const roles = {
  button: { signals: { pressed: { type: 'boolean', momentary: true }, code: 'text', held: 'boolean' } },
  door: { commands: { release: {} }, signals: { open: 'boolean' } },
  lamp: { commands: { on: {}, off: {}, level: { params: { value: { type: 'number' } } } } },
}

export function graph(document: unknown): SceneGraph {
  const parsed = parseDocument(document)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings, null, 2))
  return parsed.graph
}

export const hashOf = (scene: SceneGraph): string => contentHash(scene)

const press = { type: 'signal', role: 'button', signal: 'pressed' }
const command = (role: string, name: string, params = {}) => ({ type: 'command', role, command: name, params })
const finish = [
  { id: 'over', type: 'end', data: { outcome: 'solved' } },
  { id: 'out', type: 'end', data: { outcome: 'aborted' } },
]
const leave = (source: string) => ({
  id: `${source}-out`,
  source,
  target: 'out',
  trigger: { type: 'operator', action: 'leave' },
  order: 9,
})

/** A press switches between two states, each with a command: every press is one step and one command. */
export const loop = (change: { level?: number; name?: string } = {}): SceneGraph =>
  graph({
    schemaVersion: 1,
    id: 'loop',
    kind: 'scene',
    name: change.name ?? 'Loop',
    roles,
    variables: { presses: { type: 'number', initial: 0, visible: true } },
    nodes: [{ id: 'off', type: 'state' }, { id: 'on', type: 'state' }, ...finish],
    edges: [
      {
        id: 'switch-on',
        source: 'off',
        target: 'on',
        trigger: press,
        actions: [
          { type: 'set', variable: 'presses', to: 1, mode: 'add' },
          command('lamp', 'level', { value: change.level ?? 1 }),
        ],
      },
      {
        id: 'switch-off',
        source: 'on',
        target: 'off',
        trigger: press,
        actions: [{ type: 'set', variable: 'presses', to: 1, mode: 'add' }, command('lamp', 'off')],
      },
      leave('off'),
      leave('on'),
      { id: 'win', source: 'off', target: 'over', trigger: { type: 'event', name: 'win' }, order: 5 },
    ],
  })

/** A press switches on when the door is open, and off: nobody waits for the door. */
export const onlyWhenOpen = (): SceneGraph => {
  const scene = loop()
  const [first, ...rest] = scene.edges
  if (first === undefined) throw new Error('the loop has edges')
  const open = { type: 'signal', role: 'door', signal: 'open' }
  const guard = { type: 'compare', left: open, op: '=', right: { type: 'constant', value: true } }
  return graph({ ...scene, id: 'only-when-open', edges: [{ ...first, guard }, ...rest] })
}

/** Waits `ms`, releases the door, and ends when the door says that it is open. */
export const delayed = (ms: number, restart: 'keeps-deadline' | 'pauses' = 'keeps-deadline'): SceneGraph =>
  graph({
    schemaVersion: 1,
    id: 'delayed',
    kind: 'scene',
    name: 'Delayed',
    roles,
    nodes: [{ id: 'waiting', type: 'state' }, { id: 'released', type: 'state' }, ...finish],
    edges: [
      {
        id: 'time-up',
        source: 'waiting',
        target: 'released',
        trigger: { type: 'after', duration: ms, timing: { restart, visible: true } },
        actions: [command('door', 'release'), { type: 'notify', message: 'The door is released' }],
      },
      {
        id: 'opened',
        source: 'released',
        target: 'over',
        trigger: { type: 'signal', role: 'door', signal: 'open', match: { value: true } },
      },
      leave('waiting'),
      leave('released'),
    ],
  })

/** The same as `loop`, but its state `on` is gone and another one, `lit`, is in its place. */
export const renamed = (): SceneGraph => {
  const base = loop()
  const rename = (id: string | null) => (id === 'on' ? 'lit' : id)
  return graph({
    ...base,
    nodes: base.nodes.map((node) => ({ ...node, id: rename(node.id) })),
    edges: base.edges.map((edge) => ({ ...edge, source: rename(edge.source), target: rename(edge.target) })),
  })
}

/** `loop` that passes a checkpoint whenever it is switched on. `extra`: a variable that counts with `presses`. */
export const staged = (change: { level?: number; extra?: boolean } = {}): SceneGraph => {
  const base = loop(change)
  const extra = { type: 'set' as const, variable: 'extra', to: 1, mode: 'add' }
  return graph({
    ...base,
    id: 'staged',
    variables: { ...base.variables, ...(change.extra === true ? { extra: { type: 'number', initial: 10 } } : {}) },
    nodes: [...base.nodes, { id: 'half', type: 'checkpoint', data: { name: 'Half' } }],
    edges: [
      ...base.edges.map((edge) => ({
        ...edge,
        ...(edge.id === 'switch-on' ? { target: 'half' } : {}),
        ...(change.extra === true && edge.id === 'switch-on' ? { actions: [extra, ...edge.actions] } : {}),
      })),
      { id: 'past-half', source: 'half', target: 'on' },
    ],
  })
}

/** `loop` whose state `on` refuses to be removed under a running game. */
export const guarded = (): SceneGraph => {
  const base = loop()
  return graph({
    ...base,
    nodes: base.nodes.map((node) =>
      node.id === 'on' ? { ...node, data: { ...node.data, whenRemoved: 'block' } } : node,
    ),
  })
}

/**
 * Two regions that listen to the same button: one switches, the other waits `ms` after a press and commands. Every
 * press is a step or two, and every pause between presses has deadlines in it.
 */
export const busy = (ms: number, level = 1): SceneGraph =>
  graph({
    schemaVersion: 1,
    id: 'busy',
    kind: 'scene',
    name: 'Busy',
    roles,
    variables: { presses: { type: 'number', initial: 0, visible: true } },
    nodes: [
      { id: 'both', type: 'parallel' },
      { id: 'switch', type: 'group', parentId: 'both' },
      { id: 'off', type: 'state', parentId: 'switch' },
      { id: 'on', type: 'state', parentId: 'switch' },
      { id: 'switched', type: 'end', parentId: 'switch' },
      { id: 'echo', type: 'group', parentId: 'both' },
      { id: 'idle', type: 'state', parentId: 'echo' },
      { id: 'waiting', type: 'state', parentId: 'echo' },
      { id: 'echoed', type: 'end', parentId: 'echo' },
      { id: 'over', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [
      {
        id: 'switch-on',
        source: 'off',
        target: 'on',
        trigger: press,
        actions: [{ type: 'set', variable: 'presses', to: 1, mode: 'add' }, command('lamp', 'level', { value: level })],
      },
      {
        id: 'switch-off',
        source: 'on',
        target: 'off',
        trigger: press,
        actions: [{ type: 'set', variable: 'presses', to: 1, mode: 'add' }, command('lamp', 'off')],
      },
      { id: 'hear', source: 'idle', target: 'waiting', trigger: press },
      {
        id: 'answer',
        source: 'waiting',
        target: 'idle',
        trigger: { type: 'after', duration: ms },
        actions: [command('door', 'release')],
      },
      { id: 'switch-end', source: 'off', target: 'switched', trigger: { type: 'event', name: 'win' }, order: 5 },
      { id: 'echo-end', source: 'idle', target: 'echoed', trigger: { type: 'event', name: 'win' }, order: 5 },
      { id: 'all-over', source: 'both', target: 'over' },
    ],
  })

/** Every press sets the lamp to the number that the button reports: what becomes of each can be told. */
export const counted = (): SceneGraph =>
  graph({
    schemaVersion: 1,
    id: 'counted',
    kind: 'scene',
    name: 'Counted',
    roles: {
      button: { signals: { count: { type: 'number', momentary: true } } },
      lamp: { commands: { level: { params: { value: { type: 'number' } } } } },
    },
    variables: { presses: { type: 'number', initial: 0, visible: true } },
    nodes: [
      { id: 'on', type: 'state' },
      { id: 'out', type: 'end', data: { outcome: 'aborted' } },
    ],
    edges: [
      {
        id: 'pressed',
        source: 'on',
        target: null,
        trigger: { type: 'signal', role: 'button', signal: 'count' },
        actions: [
          { type: 'set', variable: 'presses', to: 1, mode: 'add' },
          command('lamp', 'level', { value: { type: 'signal', role: 'button', signal: 'count' } }),
        ],
      },
      leave('on'),
    ],
  })
