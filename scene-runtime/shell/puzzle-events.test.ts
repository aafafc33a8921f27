import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { puzzleEnded } from '#wire/events/puzzle-ended.ts'
import { puzzleProgressed } from '#wire/events/puzzle-progressed.ts'
import { puzzleStarted } from '#wire/events/puzzle-started.ts'
import { reload } from '../core/reload.ts'
import type { Input, Session } from '../core/session.ts'
import { start } from '../core/start.ts'
import { step } from '../core/step.ts'
import { type PuzzleEvent, puzzleEvents } from './puzzle-events.ts'
import { graph } from './testing/scenes.ts'

const KNOWN = { signals: {}, health: {} }
const roles = { box: { signals: { left: 'boolean', right: 'boolean' } } }
const is = (signal: string, value: boolean) => ({
  label: signal,
  condition: { type: 'compare', left: { type: 'signal', role: 'box', signal }, op: '=', right: value },
})
const levers = { name: 'Levers', conditions: [is('left', true), is('right', true)] }

/** Levers, then a code of its own that may fail, then the end; a parallel region waits beside the levers. */
const scene = (change: { levers?: object; extra?: object[]; edges?: object[]; graphs?: object } = {}): SceneGraph =>
  graph({
    schemaVersion: 1,
    id: 'g',
    kind: 'scene',
    name: 'g',
    roles,
    nodes: [
      { id: 'levers', type: 'all-of', data: change.levers ?? levers },
      { id: 'after', type: 'state' },
      { id: 'over', type: 'end' },
      ...(change.extra ?? []),
    ],
    edges: [
      { id: 'solved', source: 'levers', sourcePort: 'solved', target: 'after' },
      { id: 'failed', source: 'levers', sourcePort: 'failed', target: 'after', order: 1 },
      { id: 'again', source: 'after', target: 'levers', trigger: { type: 'event', name: 'again' } },
      { id: 'end', source: 'after', target: 'over', trigger: { type: 'event', name: 'end' } },
      ...(change.edges ?? []),
    ],
    ...(change.graphs === undefined ? {} : { graphs: change.graphs }),
  })

function play(document: SceneGraph, ...inputs: Input[]): { told: string[]; events: PuzzleEvent[]; session: Session } {
  const compiled = compile(document)
  const begun = start(compiled, { sessionId: 's', seed: 1, at: 0, known: KNOWN })
  const events = puzzleEvents(compiled, null, begun.session, begun.records)
  let { session } = begun
  for (const input of inputs) {
    const stepped = step(compiled, session, input)
    events.push(...puzzleEvents(compiled, session, stepped.session, stepped.records))
    session = stepped.session
  }
  return { events, session, told: events.map(line) }
}

function line({ id, type, payload }: PuzzleEvent): string {
  const more = 'done' in payload ? ` ${payload.done}/${payload.total}` : ''
  const took = 'duration_ms' in payload ? ` ${payload.duration_ms}` : ''
  return `${id} ${type}${more}${took}`
}

const signal = (at: number, signals: Record<string, boolean>): Input => ({ type: 'signal', at, role: 'box', signals })
const event = (at: number, name: string): Input => ({ type: 'event', at, name, data: {} })

describe('what becomes of a puzzle', () => {
  it('is told from its beginning to its solution, with its progress between', () => {
    const { told, events } = play(scene(), signal(1_000, { left: true }), signal(5_000, { right: true }))
    expect(told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_progress 1/2',
      's.2.levers puzzle_solved 5000',
    ])
    expect(puzzleStarted.parse(events[0]?.payload)).toEqual({ node: 'levers', name: 'Levers' })
    expect(puzzleProgressed.parse(events[1]?.payload)).toMatchObject({
      inputs: [
        { label: 'left', right: true },
        { label: 'right', right: false },
      ],
    })
    expect(puzzleEnded.parse(events[2]?.payload)).toEqual({ node: 'levers', name: 'Levers', duration_ms: 5_000 })
  })

  it('an override is told as solved, and whose it was; a bypass as skipped and never as solved; a reset begins anew', () => {
    const over = play(scene(), { type: 'override', at: 700, node: 'levers' })
    expect(over.told).toEqual(['s.0.levers puzzle_started', 's.1.levers puzzle_solved 700'])
    expect(puzzleEnded.parse(over.events[1]?.payload).overridden).toBe(true)
    const past = play(scene(), { type: 'bypass', at: 700, node: 'levers' })
    expect(past.told).toEqual(['s.0.levers puzzle_started', 's.1.levers puzzle_skipped 700'])
    expect(past.session.entered).toEqual([{ node: 'after', at: 700 }])
    const anew = play(scene(), signal(1, { left: true }), { type: 'reset', at: 700, node: 'levers' })
    expect(anew.told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_progress 1/2',
      's.2.levers puzzle_reset 700',
      's.2.levers puzzle_started',
    ])
  })

  it('progress is told only when it changes, also when it falls back', () => {
    const { told } = play(
      scene(),
      signal(1, { left: true }),
      signal(2, { left: true }),
      event(3, 'nothing'),
      signal(4, { left: false }),
    )
    expect(told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_progress 1/2',
      's.4.levers puzzle_progress 0/2',
    ])
  })

  it('one that begins with something right says so', () => {
    const { told } = play(
      scene(),
      signal(1, { left: true, right: true }),
      signal(2, { right: false }),
      event(3, 'again'),
    )
    expect(told.slice(-2)).toEqual(['s.3.levers puzzle_started', 's.3.levers puzzle_progress 1/2'])
  })

  it('one that is entered and solved by the same step took no time; one that fails says that', () => {
    const { told } = play(scene(), signal(1, { left: true, right: true }), event(9, 'again'))
    expect(told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_solved 1',
      's.2.levers puzzle_started',
      's.2.levers puzzle_solved 0',
    ])
    const limited = scene({ levers: { ...levers, limit: 600, atLimit: 'fail' } })
    expect(play(limited, event(700, 'nothing')).told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_failed 600',
    ])
  })

  it('ended and begun again by one step is told in that order', () => {
    const limited = { ...levers, limit: 600, atLimit: 'fail' }
    const loop = { id: 'loop', source: 'after', target: 'levers', trigger: ready, order: 9 }
    const { told } = play(scene({ levers: limited, edges: [loop] }), signal(4, { left: true }), event(700, 'nothing'))
    expect(told).toEqual([
      's.0.levers puzzle_started',
      's.1.levers puzzle_progress 1/2',
      's.2.levers puzzle_failed 600',
      's.2.levers puzzle_started',
    ])
  })

  it('one that is left without a result is not told to have ended', () => {
    const leave = { id: 'leave', source: 'levers', target: 'after', trigger: { type: 'event', name: 'leave' } }
    const { told } = play(scene({ edges: [leave] }), event(5, 'leave'))
    expect(told).toEqual(['s.0.levers puzzle_started'])
  })

  it('one that is solved and waits for what runs beside it is told once', () => {
    const both = graph({
      schemaVersion: 1,
      id: 'g',
      kind: 'scene',
      name: 'g',
      roles,
      nodes: [
        { id: 'both', type: 'parallel' },
        { id: 'one', type: 'all-of', parentId: 'both', data: { name: 'One', conditions: [is('left', true)] } },
        { id: 'two', type: 'all-of', parentId: 'both', data: { name: 'Two', conditions: [is('right', true)] } },
        { id: 'over', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [{ id: 'e', source: 'both', target: 'over' }],
    })
    const { told, session } = play(
      both,
      signal(1, { left: true }),
      signal(2, { left: false }),
      signal(3, { right: true }),
    )
    expect(session.outcome).toBe('solved')
    expect(told.filter((text) => !text.includes('progress'))).toEqual([
      's.0.one puzzle_started',
      's.0.two puzzle_started',
      's.1.one puzzle_solved 1',
      's.3.two puzzle_solved 3',
    ])
  })
})

describe('a contained graph', () => {
  const inside = (kind: 'scene' | 'puzzle') => ({
    schemaVersion: 1,
    id: 'inner',
    kind,
    name: 'Inner',
    nodes: [
      { id: 'wait', type: 'state' },
      { id: 'won', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [{ id: 'win', source: 'wait', target: 'won', trigger: { type: 'event', name: 'win' } }],
  })
  const outer = (kind: 'scene' | 'puzzle') =>
    scene({
      extra: [{ id: 'in', type: 'graph', data: { name: 'Study', graph: 'inner' } }],
      edges: [
        { id: 'go', source: 'levers', target: 'in', trigger: { type: 'event', name: 'go' } },
        { id: 'out', source: 'in', target: 'after' },
      ],
      graphs: { 'inner@latest': inside(kind) },
    })

  it('that is a puzzle is told like one, also when the game master skips it', () => {
    expect(play(outer('puzzle'), event(1, 'go'), event(3, 'win')).told.slice(1)).toEqual([
      's.1.in puzzle_started',
      's.2.in puzzle_solved 2',
    ])
    const skip: Input = { type: 'operator', at: 9, action: 'skip', node: 'in' }
    const { events } = play(outer('puzzle'), event(1, 'go'), skip)
    expect(events.at(-1)).toMatchObject({ type: 'puzzle_skipped', payload: { name: 'Study', duration_ms: 8 } })
  })

  it('that is a scene is no puzzle', () => {
    expect(play(outer('scene'), event(1, 'go'), event(3, 'win')).told).toEqual(['s.0.levers puzzle_started'])
  })
})

it('RT2 a reload tells under ids of its own, and of nothing that goes on as it was', () => {
  const from = compile(scene())
  const { session } = play(scene(), event(1, 'nothing'))
  const to = compile(
    scene({
      extra: [{ id: 'more', type: 'all-of', data: levers }],
      edges: [{ id: 'x', source: 'more', target: 'after', sourcePort: 'solved' }],
    }),
  )
  const same = reload(from, to, session, { at: 2, known: KNOWN, mapping: {} })
  if (!same.ok) throw new Error('blocked')
  expect(puzzleEvents(to, session, same.session, same.records)).toEqual([])
  const other = compile(
    graph({
      ...JSON.parse(JSON.stringify(to.graph)),
      nodes: to.graph.nodes.filter((node) => node.id !== 'levers'),
      edges: to.graph.edges.filter((edge) => edge.source !== 'levers' && edge.target !== 'levers'),
    }),
  )
  const moved = reload(from, other, session, { at: 2, known: KNOWN, mapping: { levers: 'more' } })
  if (!moved.ok) throw new Error('blocked')
  expect(puzzleEvents(other, session, moved.session, moved.records).map(line)).toEqual(['s.1r1.more puzzle_started'])
})

/** True while the box's left lever stands up: so that what it leads to comes at once. */
const ready = {
  type: 'condition',
  condition: { type: 'compare', left: { type: 'signal', role: 'box', signal: 'left' }, op: '=', right: true },
}
