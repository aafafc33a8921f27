import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { SimulationInput } from '#scene-runtime/core/simulation-input.ts'

/** Scenes of the measurements of the core, and inputs for them. All are made by rule: nothing is random but by seed. */

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What happens next, without its time. */
export type Happening =
  | { signal: { role: string; name: string; value: boolean | number | string } }
  | { operator: { action: string; node?: string } }
  | { event: { name: string; data: Record<string, never> } }
  | { device: { role: string; health: 'online' | 'offline' } }

export type BenchScene = {
  readonly title: string
  readonly graph: SceneGraph
  /** Mean time between inputs, ms. */
  readonly gap: number
  /** What leads on from a leaf, if anything but time does. */
  readonly moves: (leaf: string, roll: number) => Happening | null
  /** Something that may or may not matter now. */
  readonly noise: (roll: () => number) => Happening
}

/** Inputs in time: three of four lead on from where the scene stands, which `activeAfter` tells. */
export function* happenings(
  scene: BenchScene,
  count: number,
  seed: number,
  active: () => readonly string[],
): Generator<SimulationInput> {
  const roll = dice(seed)
  let at = 0
  for (let n = 0; n < count; n += 1) {
    at += Math.floor(roll() * 2 * scene.gap)
    const leaves = active()
    const leaf = leaves[Math.floor(roll() * leaves.length)] ?? ''
    const move = roll() < 0.75 ? scene.moves(leaf, roll()) : null
    yield { at, ...(move ?? scene.noise(roll)) } as SimulationInput
  }
}

const parse = (document: unknown): SceneGraph => {
  const parsed = parseDocument(document)
  if (parsed.ok) return parsed.graph
  throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}

const signal = (role: string, name: string, value: boolean | number): Happening => ({ signal: { role, name, value } })
const reads = (role: string, name: string) => ({ type: 'signal', role, signal: name })
const compare = (left: unknown, op: string, right: unknown) => ({ type: 'compare', left, op, right })
const command = (role: string, name: string, params: Record<string, unknown> = {}) => ({
  type: 'command',
  role,
  command: name,
  params,
})
const state = (id: string, parentId?: string, more: object = {}) => ({
  id,
  type: 'state',
  ...(parentId === undefined ? {} : { parentId }),
  ...more,
})

const CORNERS = [1, 2, 3, 4] as const

/** One corner of the room: a puzzle of three steps in a group, a choice by score, a bonus round, a rest. 11 nodes. */
function corner(n: number) {
  const id = (name: string): string => `${name}${n}`
  const board = id('board')
  const light = (level: number) => command('light', 'set', { level, corner: n })
  return {
    role: {
      signals: {
        pressed: 'boolean',
        level: 'number',
        code: { type: 'number', momentary: true },
        temperature: 'number',
      },
      commands: { buzz: {} },
    },
    nodes: [
      { id: id('corner'), type: 'group', parentId: 'room', data: { initial: id('idle') } },
      state(id('idle'), id('corner'), { data: { entry: [light(0)] } }),
      {
        id: id('puzzle'),
        type: 'group',
        parentId: id('corner'),
        data: { initial: id('wheel'), entry: [light(100)], exit: [light(20)] },
      },
      state(id('wheel'), id('puzzle')),
      state(id('slider'), id('puzzle')),
      state(id('keypad'), id('puzzle')),
      { id: id('choose'), type: 'decision', parentId: id('corner') },
      state(id('rest'), id('corner')),
      { id: id('bonus'), type: 'group', parentId: id('corner'), data: { initial: id('first') } },
      state(id('first'), id('bonus')),
      state(id('second'), id('bonus'), { data: { exit: [command(board, 'buzz')] } }),
    ],
    edges: [
      {
        id: id('begin'),
        source: id('idle'),
        target: id('puzzle'),
        trigger: { type: 'signal', role: board, signal: 'pressed', match: true },
      },
      {
        id: id('turned'),
        source: id('wheel'),
        target: id('slider'),
        trigger: { type: 'signal', role: board, signal: 'level', match: { op: '>', value: 50 } },
        guard: compare(reads(board, 'pressed'), '=', true),
        actions: [command(board, 'buzz')],
      },
      {
        id: id('hint'),
        source: id('wheel'),
        target: id('idle'),
        trigger: { type: 'after', duration: 45_000 },
        actions: [{ type: 'notify', level: 'info', message: `corner ${n} gave up` }],
      },
      {
        id: id('slid'),
        source: id('slider'),
        target: id('keypad'),
        trigger: { type: 'condition', condition: compare(reads(board, 'level'), '<', 20) },
      },
      {
        id: id('entered'),
        source: id('keypad'),
        target: id('choose'),
        trigger: { type: 'signal', role: board, signal: 'code', match: n },
        actions: [{ type: 'set', variable: id('score'), to: 1, mode: 'add' }],
      },
      { id: id('skip'), source: id('puzzle'), target: id('choose'), trigger: { type: 'operator', action: id('skip') } },
      {
        id: id('enough'),
        source: id('choose'),
        target: id('rest'),
        guard: compare({ type: 'variable', name: id('score') }, '≥', 5),
      },
      { id: id('more'), source: id('choose'), target: id('bonus'), sourcePort: 'else' },
      {
        id: id('rested'),
        source: id('rest'),
        target: id('idle'),
        trigger: { type: 'after', duration: 20_000 },
        actions: [{ type: 'set', variable: id('score'), to: 0 }],
      },
      {
        id: id('tried'),
        source: id('first'),
        target: id('second'),
        trigger: { type: 'signal', role: board, signal: 'code' },
        guard: {
          type: 'any',
          of: [
            compare(reads(board, 'level'), '<', 90),
            compare({ type: 'variable', name: 'total' }, '>', 10),
            compare({ type: 'health', role: board }, '=', 'offline'),
          ],
        },
        actions: [{ type: 'set', variable: 'total', to: 1, mode: 'add' }],
      },
      {
        id: id('away'),
        source: id('first'),
        target: id('idle'),
        trigger: { type: 'device', role: board, health: 'offline' },
        order: 1,
      },
      {
        id: id('again'),
        source: id('bonus'),
        target: id('idle'),
        trigger: { type: 'signal', role: board, signal: 'pressed', match: false },
      },
      {
        id: id('late'),
        source: id('second'),
        target: id('idle'),
        trigger: { type: 'after', duration: 10_000 },
      },
    ],
  }
}

/** Fifty nodes as a game has them: four corners side by side, and a break that leaves them all. */
export function room(): BenchScene {
  const corners = CORNERS.map(corner)
  const graph = parse({
    schemaVersion: 1,
    id: 'bench-room',
    kind: 'scene',
    name: 'Four corners',
    initial: 'welcome',
    roles: {
      ...Object.fromEntries(corners.map(({ role }, i) => [`board${i + 1}`, role])),
      light: { commands: { set: { params: { level: { type: 'number' }, corner: { type: 'number' } } } } },
      door: { signals: { open: 'boolean' }, commands: { release: {} } },
    },
    variables: {
      total: { type: 'number', initial: 0, visible: true },
      ...Object.fromEntries(CORNERS.map((n) => [`score${n}`, { type: 'number', initial: 0 }])),
    },
    nodes: [
      state('welcome'),
      { id: 'room', type: 'parallel' },
      ...corners.flatMap(({ nodes }) => nodes),
      state('break'),
      { id: 'door', type: 'gate', data: { action: 'open_door' } },
      { id: 'won', type: 'end', data: { outcome: 'solved' } },
      { id: 'sketch', type: 'note' },
    ],
    edges: [
      { id: 'go', source: 'welcome', target: 'room', trigger: { type: 'event', name: 'doors_open' } },
      ...corners.flatMap(({ edges }) => edges),
      {
        id: 'pause',
        source: 'room',
        target: 'break',
        trigger: { type: 'operator', action: 'break' },
        actions: [{ type: 'notify', level: 'attention', message: 'break' }],
      },
      { id: 'finish', source: 'room', target: 'door', trigger: { type: 'operator', action: 'finish' } },
      { id: 'over', source: 'break', target: 'room', trigger: { type: 'after', duration: 5_000 } },
      { id: 'opened', source: 'door', target: 'won' },
    ],
  })
  return {
    title: 'room of 50 nodes',
    graph,
    gap: 400,
    moves: (leaf, roll) => {
      const n = Number(leaf.at(-1))
      const board = `board${n}`
      if (leaf === 'welcome') return { event: { name: 'doors_open', data: {} } }
      if (leaf.startsWith('idle')) return signal(board, 'pressed', true)
      if (leaf.startsWith('wheel')) return signal(board, 'level', 51 + Math.floor(roll * 49))
      if (leaf.startsWith('slider')) return signal(board, 'level', Math.floor(roll * 20))
      if (leaf.startsWith('keypad')) return roll < 0.1 ? { operator: { action: `skip${n}` } } : signal(board, 'code', n)
      if (leaf.startsWith('first')) return signal(board, 'code', Math.floor(roll * 10))
      if (leaf.startsWith('second')) return signal(board, 'pressed', false)
      return null
    },
    noise: (roll) => {
      const board = `board${1 + Math.floor(roll() * 4)}`
      const kind = roll()
      if (kind < 0.4) return signal(board, 'temperature', Math.floor(roll() * 40))
      if (kind < 0.6) return signal(board, 'level', Math.floor(roll() * 100))
      if (kind < 0.75) return signal(board, 'pressed', roll() < 0.5)
      if (kind < 0.85) return signal(board, 'code', Math.floor(roll() * 10))
      if (kind < 0.92) return signal('door', 'open', roll() < 0.5)
      if (kind < 0.97) return { device: { role: board, health: roll() < 0.3 ? 'offline' : 'online' } }
      return { operator: { action: roll() < 0.1 ? 'break' : 'applause' } }
    },
  }
}

const COUNTER = { signals: { hit: { type: 'number', momentary: true }, warmth: 'number' } }
const step = (id: string, role: string, source: string, target: string) => ({
  id,
  source,
  target,
  trigger: { type: 'signal', role, signal: 'hit' },
  actions: [command('lamp', 'level', { n: reads(role, 'hit') })],
})
const LAMP = { commands: { level: { params: { n: { type: 'number' } } } } }

/** A ring of fifty states. */
export function ring(): BenchScene {
  const places = Array.from({ length: 50 }, (_, n) => n)
  const graph = parse({
    schemaVersion: 1,
    id: 'bench-ring',
    kind: 'scene',
    name: 'Ring of fifty',
    roles: { counter: COUNTER, lamp: LAMP },
    nodes: places.map((n) => state(`s${n}`)),
    edges: places.map((n) => step(`e${n}`, 'counter', `s${n}`, `s${(n + 1) % 50}`)),
  })
  return {
    title: 'ring of 50 states',
    graph,
    gap: 10,
    moves: (_, roll) => signal('counter', 'hit', Math.floor(roll * 1000)),
    noise: (roll) => signal('counter', 'warmth', Math.floor(roll() * 40)),
  }
}

/**
 * Twenty rings of 22 states side by side, one of which moves at a time, at random: 23 nodes each. Configurations
 * practically never come back, so nothing can be remembered of them as a whole.
 */
export function rings(): BenchScene {
  const regions = Array.from({ length: 20 }, (_, n) => n)
  const places = Array.from({ length: 22 }, (_, n) => n)
  const graph = parse({
    schemaVersion: 1,
    id: 'bench-rings',
    kind: 'scene',
    name: 'Twenty rings',
    roles: { lamp: LAMP, ...Object.fromEntries(regions.map((r) => [`counter${r}`, COUNTER])) },
    nodes: [
      { id: 'all', type: 'parallel' },
      ...regions.flatMap((r) => [
        { id: `r${r}`, type: 'group', parentId: 'all' },
        ...places.map((n) => state(`r${r}-${n}`, `r${r}`)),
      ]),
    ],
    edges: regions.flatMap((r) =>
      places.map((n) => step(`e${r}-${n}`, `counter${r}`, `r${r}-${n}`, `r${r}-${(n + 1) % 22}`)),
    ),
  })
  return {
    title: '20 × 23 side by side',
    graph,
    gap: 10,
    moves: (leaf, roll) => signal(`counter${leaf.slice(1, leaf.indexOf('-'))}`, 'hit', Math.floor(roll * 1000)),
    noise: (roll) => signal(`counter${Math.floor(roll() * 20)}`, 'warmth', Math.floor(roll() * 40)),
  }
}
