import { describe, expect, it } from 'vitest'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { actives, commandsOf, play, signal } from './testing.ts'

type Parts = Parameters<typeof buildGraph>[0]

/** Plays `before`, reloads `after` at 500, and goes on to 5000. */
function reloaded(
  before: SceneGraph,
  after: SceneGraph,
  first: readonly unknown[] = [],
  mapping = {},
  then: readonly unknown[] = [],
) {
  return play(before, [...first, { at: 500, reload: 'next', mapping }, ...then, { at: 5000, end: true }], {
    next: after,
  })
}

const say = (message: string) => ({ type: 'notify' as const, message })
const scene = (nodes: Parts['nodes'], edges: Parts['edges'] = [], more: Partial<Parts> = {}) =>
  buildGraph({ roles: ROLES, nodes, edges, ...more })

describe('HR2 identity', () => {
  const before = scene(
    [
      { id: 'g', type: 'group' },
      { id: 'first', type: 'state', parentId: 'g' },
      { id: 'second', type: 'state', parentId: 'g' },
      { id: 'third', type: 'state' },
    ],
    [{ id: 'e', source: 'first', target: 'second', trigger: onSignal('a', 'on') }],
  )
  const inSecond = [signal(100, 'a', 'on', true)]
  const gone = scene([
    { id: 'g', type: 'group' },
    { id: 'first', type: 'state', parentId: 'g', data: { entry: [command('lock')] } },
    { id: 'third', type: 'state' },
  ])

  it('active nodes are matched by id, wherever they lie now', () => {
    const moved = scene([
      { id: 'outer', type: 'group', data: { entry: [say('outer')] } },
      { id: 'g', type: 'group', parentId: 'outer' },
      { id: 'second', type: 'state', parentId: 'outer', data: { entry: [say('again')] } },
      { id: 'first', type: 'state', parentId: 'g' },
    ])
    const trace = reloaded(before, moved, inSecond)
    expect(trace.at(-1)?.active).toEqual(['second'])
    expect(trace.flatMap((l) => l.effects.map((e) => e.message))).toEqual(['outer'])
  })

  it('a node that is gone goes where the mapping sends it', () => {
    expect(reloaded(before, gone, inSecond, { second: 'third' }).at(-1)?.active).toEqual(['third'])
  })

  it('without a mapping, to the entry of the nearest surviving group, which is entered properly', () => {
    const trace = reloaded(before, gone, inSecond)
    expect(trace.at(-1)?.active).toEqual(['first'])
    expect(commandsOf(trace)).toEqual(['500 lock.lock'])
  })

  it('is blocked where the node does not allow that, and stays on its version', () => {
    const strict = scene(
      [
        { id: 'g', type: 'group' },
        { id: 'first', type: 'state', parentId: 'g' },
        { id: 'second', type: 'state', parentId: 'g', data: { whenRemoved: 'block' } },
        { id: 'third', type: 'state' },
      ],
      [{ id: 'e', source: 'first', target: 'second', trigger: onSignal('a', 'on') }],
    )
    const trace = reloaded(strict, gone, inSecond)
    expect(trace.at(-1)?.active).toEqual(['second'])
    expect(trace[2]?.cause).toMatchObject({ blocked: [{ node: 'second' }] })
  })

  it('is blocked rather than restarting the whole game', () => {
    const one = scene([
      { id: 'only', type: 'state' },
      { id: 'other', type: 'state' },
    ])
    const two = scene([{ id: 'other', type: 'state' }])
    const trace = reloaded(one, two)
    expect(actives(trace)).toEqual(['only', 'only', 'only'])
    expect(trace[1]?.cause).toMatchObject({ blocked: [{ node: 'only' }] })
  })

  it('is blocked when two nodes that are active together become alternatives', () => {
    const both = (type: string) =>
      scene([
        { id: 'p', type },
        { id: 'x', type: 'state', parentId: 'p' },
        { id: 'y', type: 'state', parentId: 'p' },
      ])
    expect(reloaded(both('parallel'), both('group'))[1]?.cause).toMatchObject({ blocked: [{ node: 'p' }] })
  })
})

describe('HR3 no echo', () => {
  it('a state that stays active does not run its entry actions again; a new region is entered properly', () => {
    const one = [
      { id: 'p', type: 'parallel', data: { entry: [command('lock')] } },
      { id: 'x', type: 'state', parentId: 'p', data: { entry: [command('lock')] } },
    ]
    const before = scene(one)
    const after = scene(
      [
        ...one,
        { id: 'y', type: 'group', parentId: 'p', data: { entry: [command('release')] } },
        { id: 'y1', type: 'delay', parentId: 'y', data: { duration: 1000 } },
        { id: 'y2', type: 'state', parentId: 'y', data: { entry: [command('set')] } },
      ],
      [{ id: 'e', source: 'y1', target: 'y2' }],
    )
    const trace = reloaded(before, after)
    expect(commandsOf(trace)).toEqual(['0 lock.lock', '0 lock.lock', '500 lock.release', '1500 lock.set'])
    expect(trace[1]?.commands[0]?.id).toBe('sim.0r1.0')
  })

  it('what is gone is left as its version says', () => {
    const before = scene([
      { id: 'p', type: 'parallel' },
      { id: 'x', type: 'state', parentId: 'p' },
      { id: 'smoke', type: 'state', parentId: 'p', data: { entry: [command('release')], exit: [command('lock')] } },
    ])
    const after = scene([
      { id: 'p', type: 'parallel' },
      { id: 'x', type: 'state', parentId: 'p' },
    ])
    expect(commandsOf(reloaded(before, after))).toEqual(['0 lock.release', '500 lock.lock'])
  })

  it('a cue under way goes on with the step it is at', () => {
    const cue = (steps: unknown[]) =>
      scene(
        [
          { id: 'c', type: 'cue', data: { steps } },
          { id: 'e', type: 'end' },
        ],
        [{ id: 'd', source: 'c', target: 'e' }],
      )
    const steps = [
      { id: 'one', action: command('lock'), wait: 1000 },
      { id: 'two', action: command('release') },
    ]
    const trace = reloaded(
      cue(steps),
      cue([{ id: 'zero', action: command('set') }, ...steps, { id: 'three', action: command('set') }]),
    )
    expect(commandsOf(trace)).toEqual(['0 lock.lock', '1000 lock.release', '1000 lock.set'])
  })

  it('an edge that fired on a condition that still holds does not fire again', () => {
    const at = (label: string) =>
      scene(
        [
          { id: 's', type: 'state' },
          { id: label, type: 'state' },
        ],
        [
          {
            id: 'e',
            source: 's',
            target: null,
            trigger: { type: 'condition', condition: signalIs('a', 'on', true) },
            actions: [command('lock')],
          },
        ],
      )
    expect(commandsOf(reloaded(at('x'), at('y'), [signal(100, 'a', 'on', true)]))).toEqual(['100 lock.lock'])
  })

  it('a condition that the new version lets hold is noticed at once', () => {
    const level = (least: number) =>
      scene(
        [
          { id: 's', type: 'state' },
          { id: 't', type: 'state' },
        ],
        [
          {
            id: 'e',
            source: 's',
            target: 't',
            trigger: {
              type: 'condition',
              condition: {
                type: 'compare',
                left: { type: 'signal', role: 'a', signal: 'level' },
                op: '≥',
                right: least,
              },
            },
          },
        ],
      )
    expect(actives(reloaded(level(10), level(5), [signal(100, 'a', 'level', 7)]))).toEqual(['s', 's', 't', 't'])
  })
})

describe('HR4 timers', () => {
  const waiting = (duration: number, more: Parts['nodes'] = []) =>
    scene(
      [{ id: 'd', type: 'delay', data: { duration } }, { id: 't', type: 'state' }, ...more],
      [{ id: 'x', source: 'd', target: 't' }],
    )
  const firedAt = (trace: ReturnType<typeof play>) => trace.find((line) => line.active[0] === 't')?.at

  it('keep their elapsed time through an edit elsewhere', () => {
    expect(firedAt(reloaded(waiting(1000), waiting(1000, [{ id: 'new', type: 'state' }])))).toBe(1000)
  })
  it('a changed duration applies to the whole; a shorter one may fire at once', () => {
    expect(firedAt(reloaded(waiting(1000), waiting(3000)))).toBe(3000)
    expect(firedAt(reloaded(waiting(1000), waiting(300)))).toBe(500)
  })
  it('a timed edge that is new on an active state starts now', () => {
    const without = scene([
      { id: 's', type: 'state' },
      { id: 't', type: 'state' },
    ])
    const with1 = scene(
      [
        { id: 's', type: 'state' },
        { id: 't', type: 'state' },
      ],
      [{ id: 'x', source: 's', target: 't', trigger: { type: 'after', duration: 1000 } }],
    )
    expect(firedAt(reloaded(without, with1))).toBe(1500)
    expect(firedAt(reloaded(with1, without))).toBeUndefined()
  })
  it('held-for runs on when only its duration changes', () => {
    const hold = (ms: number) =>
      scene(
        [
          { id: 's', type: 'state' },
          { id: 't', type: 'state' },
        ],
        [
          {
            id: 'e',
            source: 's',
            target: 't',
            trigger: { type: 'condition', condition: { type: 'held', of: signalIs('a', 'on', true), for: ms } },
          },
        ],
      )
    expect(firedAt(reloaded(hold(1000), hold(2000), [signal(100, 'a', 'on', true)]))).toBe(2100)
  })
  it('stand still through a reload while the game is frozen', () => {
    const frozen = [{ at: 200, freeze: true }]
    const trace = reloaded(waiting(1000), waiting(1200), frozen, {}, [{ at: 2200, freeze: false }])
    expect(firedAt(trace)).toBe(3200)
  })
})

describe('variables', () => {
  it('keep their values by name and type; others begin', () => {
    const set = (type: 'number' | 'text', initial: number | string, extra: object) =>
      scene(
        [{ id: 's', type: 'state' }],
        [
          {
            id: 'e',
            source: 's',
            target: null,
            trigger: onSignal('a', 'on'),
            actions: type === 'number' ? [{ type: 'set', variable: 'v', to: 7 }] : [],
          },
        ],
        { variables: { v: { type, initial }, ...extra } },
      )
    const on = [signal(100, 'a', 'on', true)]
    expect(
      reloaded(set('number', 0, {}), set('number', 1, { w: { type: 'text', initial: 'new' } }), on).at(-1)?.variables,
    ).toEqual({ v: 7, w: 'new' })
    expect(reloaded(set('number', 0, {}), set('text', 'fresh', {}), on).at(-1)?.variables).toEqual({ v: 'fresh' })
  })
})

describe('ends', () => {
  it('an edge drawn after its group was done fires', () => {
    const nodes = [
      { id: 'g', type: 'group' },
      { id: 'x', type: 'end', parentId: 'g', data: { outcome: 'solved' } },
      { id: 't', type: 'end', data: { outcome: 'solved' } },
    ]
    const trace = reloaded(scene(nodes), scene(nodes, [{ id: 'e', source: 'g', target: 't', sourcePort: 'solved' }]))
    expect(trace.at(-1)?.outcome).toBe('solved')
  })
  it('a parallel is done when the region that was left open is removed', () => {
    const nodes = [
      { id: 'p', type: 'parallel' },
      { id: 'r', type: 'group', parentId: 'p' },
      { id: 'x', type: 'end', parentId: 'r' },
      { id: 't', type: 'end' },
    ]
    const edges = [{ id: 'e', source: 'p', target: 't' }]
    const trace = reloaded(scene([...nodes, { id: 'open', type: 'state', parentId: 'p' }], edges), scene(nodes, edges))
    expect(actives(trace)).toEqual(['open+x', 't', 't'])
  })
})

describe('a game that is over', () => {
  it('stays where it ended, though that is gone in the new version', () => {
    const ending = (end: string) =>
      scene(
        [
          { id: 's', type: 'state' },
          { id: end, type: 'end' },
        ],
        [{ id: 'e', source: 's', target: end, trigger: onSignal('a', 'on') }],
      )
    const trace = reloaded(ending('one'), ending('two'), [signal(100, 'a', 'on', true)])
    expect(actives(trace).at(-1)).toBe('one')
  })
})

describe('HR6 a simulation goes back', () => {
  const waiting = (after: number) =>
    scene(
      [
        { id: 's', type: 'state' },
        { id: 't', type: 'state' },
      ],
      [{ id: 'e', source: 's', target: 't', trigger: { type: 'after', duration: after } }],
    )
  const shown = (trace: ReturnType<typeof reloaded>) =>
    trace.map(({ at, cause, active }) => `${at} ${Object.keys(cause).join('+')} ${active.join('+')}`)

  it('to the version before the last reload, with its timers as they were', () => {
    const trace = reloaded(waiting(3000), waiting(4000), [], {}, [{ at: 2000, rollBack: true }])
    expect(shown(trace)).toEqual(['0 start s', '500 reload s', '2000 rollBack s', '3000 timer t', '5000 end t'])
  })

  it('and does not where there was no reload', () => {
    const trace = play(waiting(3000), [{ at: 100, rollBack: true }])
    expect(trace.at(-1)?.cause).toEqual({ rollBack: true, refused: 'there is no version to go back to' })
  })

  it('where the node that is active then has no place there, it says so and stays', () => {
    const before = scene([
      { id: 's', type: 'state' },
      { id: 'only', type: 'state', data: { whenRemoved: 'block' } },
    ])
    const after = scene(
      [
        { id: 's', type: 'state' },
        { id: 'new', type: 'state', data: { whenRemoved: 'block' } },
      ],
      [{ id: 'e', source: 's', target: 'new', trigger: onSignal('a', 'on') }],
    )
    const trace = reloaded(before, after, [], {}, [signal(600, 'a', 'on', true), { at: 700, rollBack: true }])
    expect(trace.find(({ at }) => at === 700)?.cause).toMatchObject({ rollBack: true, blocked: [{ node: 'new' }] })
    expect(trace.at(-1)?.active).toEqual(['new'])
  })
})

describe('HR5 a version hears at once what the room knew before', () => {
  it('also of a signal that the version before did not look at', () => {
    const deaf = scene([
      { id: 's', type: 'state' },
      { id: 't', type: 'state' },
    ])
    const looking = scene(
      [
        { id: 's', type: 'state' },
        { id: 't', type: 'state' },
      ],
      [{ id: 'e', source: 's', target: 't', trigger: { type: 'condition', condition: signalIs('a', 'on', true) } }],
    )
    const trace = reloaded(deaf, looking, [signal(100, 'a', 'on', true)])
    expect(trace.find(({ at }) => at === 500)?.active).toEqual(['t'])
  })
})
