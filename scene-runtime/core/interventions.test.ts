import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { buildGraph, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { offersNow } from './interventions.ts'
import { preview } from './preview.ts'
import type { Input, Session, StepRecord } from './session.ts'
import { start } from './start.ts'
import { step } from './step.ts'
import { actives, commandsOf, play } from './testing.ts'

const command = (name: string) => ({ type: 'command', role: 'lock', command: name })
type Node = { id: string; type: string; parentId?: string; data?: Record<string, unknown> }
const end = (outcome: string, more: Partial<Node> = {}): Node => ({
  id: `${outcome}-end`,
  type: 'end',
  data: { outcome },
  ...more,
})
const set = (variable: string, to: number) => ({ type: 'set', variable, to })

/** One node, with an end for each of its exits. */
const alone = (type: string, data: Record<string, unknown>, exits: readonly string[], extra: readonly Node[] = []) =>
  buildGraph({
    roles: ROLES,
    variables: { x: { type: 'number', initial: 0 } },
    nodes: [{ id: 'n', type, data }, ...extra, ...exits.map((exit) => end(exit))],
    edges: exits.map((exit, order) => ({ id: exit, source: 'n', sourcePort: exit, target: `${exit}-end`, order })),
  })

const outcome = (graph: ReturnType<typeof alone>, ...lines: object[]) => play(graph, lines).at(-1)?.outcome ?? null

const hold = { condition: signalIs('a', 'on', true), for: 1_000 }
const idle: Node = { id: 's', type: 'state', parentId: 'n' }
const inner = [idle, end('solved', { id: 'w', parentId: 'n' })]
const bad = end('failed', { id: 'l', parentId: 'n' })

const EXITS: [string, Record<string, unknown>, string[], Node[]][] = [
  ['hold', hold, ['solved', 'failed'], []],
  ['code', { signal: { type: 'signal', role: 'a', signal: 'hit' }, codes: ['1'] }, ['solved', 'failed'], []],
  ['gate', {}, ['done'], []],
  ['delay', { duration: 9_000 }, ['done'], []],
  ['timer', { duration: 9_000, running: false }, ['done'], []],
  ['wait', { condition: signalIs('a', 'on', true), limit: 9_000 }, ['done', 'timeout'], []],
  ['cue', { steps: [{ action: command('release'), wait: 9_000 }] }, ['done', 'failed'], []],
  ['timeline', { items: [{ at: 9_000, action: command('release') }] }, ['done'], []],
  ['loop', { count: 3, leaveOn: ['failed'] }, ['done', 'failed'], [idle, bad]],
  ['group', {}, ['solved', 'failed'], [...inner, bad]],
  ['parallel', {}, ['done'], [idle]],
]

describe('override and bypass', () => {
  it.each(EXITS)('SG3 a %s is left by its good exit, overridden and bypassed', (type, data, exits, extra) => {
    const graph = alone(type, data, exits, extra)
    expect(outcome(graph, { at: 5, override: { node: 'n' } })).toBe(exits[0])
    expect(outcome(graph, { at: 5, bypass: { node: 'n' } })).toBe(exits[0])
  })

  it('a bypassed group is left by `skipped` where it has that exit', () => {
    const graph = alone('group', {}, ['solved', 'skipped'], [...inner, end('skipped', { id: 'k', parentId: 'n' })])
    expect(outcome(graph, { at: 5, bypass: { node: 'n' } })).toBe('skipped')
    expect(outcome(graph, { at: 5, override: { node: 'n' } })).toBe('solved')
  })

  it('SG8 stands in no configuration: what a game does not use costs its machine nothing', () => {
    const { compiled, session } = beside()
    const before = JSON.stringify(compiled.config)
    step(compiled, session, { type: 'reset', at: 10, node: 'p' })
    expect(JSON.stringify(compiled.config)).toBe(before)
    expect(before).not.toMatch(/"(override|bypass|reset|jump):/)
  })

  it('every node type has its ways, or none', () => {
    const lasting = new Set(['state', 'group', 'parallel', 'loop', 'graph', 'gate'])
    for (const [type, definition] of NODES) {
      const ways = new Set(EXITS.map(([tested]) => tested))
      if (definition.family === 'puzzle') continue
      const flowing = definition.family === 'flow' && definition.ports({ data: definition.fresh(), childOutcomes: [] })
      if (flowing !== false && !['random', 'checkpoint', 'hints'].includes(type))
        expect(ways.has(type) || lasting.has(type), `"${type}" is not tested`).toBe(true)
    }
  })

  it('does what leaving does: exit actions, cancelled timers; a state and what is not active offer nothing', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'n', type: 'hold', data: { ...hold, limit: 5_000, exit: [command('release')] } },
        { id: 's', type: 'state' },
      ],
      edges: [{ id: 'e', source: 'n', sourcePort: 'solved', target: 's', actions: [command('lock')] }],
    })
    const trace = play(graph, [
      { at: 5, override: { node: 's' } },
      { at: 5, override: { node: 'nobody' } },
      { at: 10, override: { node: 'n' } },
      { at: 20, override: { node: 'n' } },
      { at: 30, bypass: { node: 's' } },
      { at: 9_000, end: true },
    ])
    expect(actives(trace)).toEqual(['n', 'n', 'n', 's', 's', 's', 's'])
    expect(commandsOf(trace)).toEqual(['10 lock.release', '10 lock.lock'])
  })

  it('one that has come to its end waits for what runs beside it, and can only begin anew', () => {
    const { compiled, session } = beside()
    const solved = step(compiled, session, { type: 'override', at: 10, node: 'p' })
    expect(offersNow(compiled, solved.session.machine)).toEqual([
      { node: 'par', ways: ['override', 'bypass', 'reset'] },
      { node: 'p', ways: ['reset'] },
      { node: 'q', ways: ['override', 'bypass', 'reset'] },
    ])
    const again = step(compiled, solved.session, { type: 'bypass', at: 20, node: 'p' })
    expect(again.records.at(-1)).toMatchObject({ fired: [], entered: [], exited: [] })
  })
})

/** Two puzzles side by side. */
function beside() {
  const puzzle = (id: string) => ({
    id,
    type: 'all-of',
    parentId: 'par',
    data: {
      conditions: ['a', 'b'].map((role) => ({ condition: signalIs(role, 'on', true) })),
      latch: true,
      reset: id === 'p' ? 'keep' : 'entry',
      limit: 60_000,
      entry: [command('lock')],
      exit: [command('release')],
    },
  })
  const graph = buildGraph({
    roles: ROLES,
    nodes: [{ id: 'par', type: 'parallel' }, puzzle('p'), puzzle('q'), { id: 'e', type: 'end' }],
    edges: [{ id: 'x', source: 'par', target: 'e' }],
  })
  const compiled = compile(graph)
  const { session } = start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } })
  return { graph, compiled, session }
}

const feed = (compiled: ReturnType<typeof compile>, session: Session, ...inputs: Input[]) =>
  inputs.reduce<{ session: Session; records: StepRecord[] }>(
    (at, input) => {
      const stepped = step(compiled, at.session, input)
      return { session: stepped.session, records: [...at.records, ...stepped.records] }
    },
    { session, records: [] },
  )

describe('reset', () => {
  it.each(['p', 'q'])('begins %s anew, and leaves what stands beside it alone', (node) => {
    const { compiled, session } = beside()
    const on: Input = { type: 'signal', at: 1_000, role: 'a', signals: { on: true } }
    const off: Input = { type: 'signal', at: 2_000, role: 'a', signals: { on: false } }
    const half = feed(compiled, session, on, off).session
    const reset = step(compiled, half, { type: 'reset', at: 3_000, node })
    const [record] = reset.records
    expect(record).toMatchObject({ entered: [node], exited: [node] })
    expect(record?.effects.map((e) => e.type === 'command' && e.command)).toEqual(['release', 'lock'])
    const due = new Map(reset.session.timers.map((t) => [t.node, t.due]))
    expect([due.get(node), due.get(node === 'p' ? 'q' : 'p')]).toEqual([63_000, 60_000])
    // What was right before counts for the other one alone.
    const rest = feed(compiled, reset.session, { type: 'signal', at: 4_000, role: 'b', signals: { on: true } })
    const offered = offersNow(compiled, rest.session.machine)
    expect(offered.find((o) => o.node === node)?.ways).toContain('override')
    expect(offered.find((o) => o.node !== node && o.node !== 'par')?.ways).toEqual(['reset'])
  })

  it.each([
    ['delay', { duration: 1_000 }],
    [
      'cue',
      {
        steps: [
          { action: command('release'), wait: 500 },
          { action: command('lock'), wait: 500 },
        ],
      },
    ],
    ['timeline', { items: [{ at: 500, action: command('lock') }], length: 1_000 }],
  ])('SG9 a %s counts from its start again', (type, data) => {
    const graph = alone(type, data, ['done'])
    const trace = play(graph, [
      { at: 900, reset: { node: 'n' } },
      { at: 5_000, end: true },
    ])
    expect(trace.find((line) => line.outcome === 'done')?.at).toBe(1_900)
  })
})

describe('jump to a checkpoint', () => {
  const graph = buildGraph({
    roles: ROLES,
    variables: { x: { type: 'number', initial: 0 } },
    nodes: [
      { id: 's', type: 'state', data: { exit: [command('release')] } },
      { id: 'g', type: 'group', data: { entry: [set('x', 100)], initial: 'c' } },
      { id: 'c', type: 'checkpoint', parentId: 'g' },
      { id: 'd', type: 'delay', parentId: 'g', data: { duration: 1_000 } },
      { id: 'far', type: 'checkpoint' },
      { id: 't', type: 'state' },
    ],
    edges: [
      { id: 'e1', source: 's', target: 'g', trigger: { type: 'operator', action: 'go' }, actions: [set('x', 1)] },
      { id: 'e2', source: 'c', target: 'd' },
      { id: 'e3', source: 'g', target: 't', trigger: { type: 'operator', action: 'go' }, actions: [set('x', 9)] },
      { id: 'e4', source: 'far', target: 't' },
      {
        id: 'e5',
        source: 't',
        target: null,
        trigger: { type: 'operator', action: 'go' },
        actions: [{ type: 'emit', event: 'later', data: {}, to: 'room', delay: 500 }],
      },
    ],
  })
  const go = (at: number) => ({ at, operator: { action: 'go' } })

  it('leaves all, enters what is around it, and gives the variables back as they were', () => {
    const trace = play(graph, [go(10), go(20), { at: 30, jump: { node: 'c' } }, { at: 40, end: true }])
    expect(actives(trace)).toEqual(['s', 'd', 't', 'd', 'd'])
    expect(trace.map((line) => line.variables.x)).toEqual([0, 100, 9, 100, 100])
  })

  it('one that was never passed is entered with the variables as they are', () => {
    const trace = play(graph, [{ at: 10, jump: { node: 'far' } }])
    expect(trace.at(-1)).toMatchObject({ active: ['t'], variables: { x: 0 }, cause: { jump: { node: 'far' } } })
    expect(commandsOf(trace)).toEqual(['10 lock.release'])
  })

  it('what was to be sent later is not', () => {
    const lines = [go(10), go(20), go(30)]
    const sent = (more: object[]) =>
      play(graph, [...lines, ...more, { at: 2_000, end: true }]).flatMap((l) => l.effects.map((e) => e.type))
    expect(sent([])).toContain('emit')
    expect(sent([{ at: 40, jump: { node: 'c' } }])).not.toContain('emit')
  })
})

describe('ends and clocks', () => {
  it('the game master ends it, with an outcome or without, or says that it was none', () => {
    const { compiled, session } = beside()
    const over = (input: Input) => step(compiled, session, input).session
    expect(over({ type: 'end', at: 5 })).toMatchObject({ status: 'abandoned', outcome: 'aborted', timers: [] })
    expect(over({ type: 'end', at: 5, outcome: 'failed' })).toMatchObject({ status: 'completed', outcome: 'failed' })
    expect(over({ type: 'abandon', at: 5 })).toMatchObject({ status: 'abandoned', outcome: 'abandoned', endedAt: 5 })
  })

  it('the official clock stands while it is paused or the game is frozen; elapsed time never does', () => {
    const { compiled, session } = beside()
    const input = (type: 'pause-clock' | 'resume-clock' | 'freeze', at: number): Input => ({ type, at })
    const resume: Input = { type: 'resume', at: 5_000, inputs: 'discard' }
    const played = feed(
      compiled,
      session,
      input('pause-clock', 1_000),
      input('resume-clock', 3_000),
      input('freeze', 4_000),
      resume,
    )
    expect(played.session).toMatchObject({ at: 5_000, startedAt: 0, clock: { pausedMs: 3_000, pausedAt: null } })
    // The pause of the clock alone moved no deadline; the freeze moved them all.
    expect(played.session.timers.map((t) => t.due)).toEqual([61_000, 61_000])
  })

  it('a preview of a resume says what would be applied, and that no deadline begins anew', () => {
    const { compiled, session } = beside()
    const frozen = feed(compiled, session, { type: 'freeze', at: 10 }, { type: 'override', at: 20, node: 'p' }).session
    expect(preview(compiled, frozen, { type: 'bypass', at: 30, node: 'q' })).toMatchObject({ recorded: true, left: [] })
    const resumed = preview(compiled, frozen, { type: 'resume', at: 1_000, inputs: 'apply' })
    expect(resumed.timers).toEqual({ cancelled: [], started: [] })
    expect(preview(compiled, frozen, { type: 'end', at: 30 })).toMatchObject({
      outcome: 'aborted',
      timers: { cancelled: [{ node: 'p', remaining_ms: 59_990 }, { node: 'q' }] },
    })
  })
})
