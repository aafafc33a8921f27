import { describe, expect, it } from 'vitest'
import { buildGraph, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { actives, play, signal } from './testing.ts'

/** `level` seconds; of a sensor that may have been silent. */
const told = { type: 'expression' as const, cel: 'a.level * 1000' }
const end = { at: 60_000, end: true }

describe('SG9 a duration that nobody knows is never over', () => {
  const graph = (type: string, data: Record<string, unknown>, edge: Record<string, unknown>) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 's', type, data },
        { id: 'z', type: 'end' },
      ],
      edges: [{ id: 'e', source: 's', target: 'z', ...edge }],
    })
  const held = { type: 'condition', condition: { type: 'held', of: signalIs('a', 'on', true), for: told } }
  const cases = {
    'an edge “after”': graph('state', {}, { trigger: { type: 'after', duration: told } }),
    'a delay': graph('delay', { duration: told }, {}),
    'the limit of a wait': graph(
      'wait',
      { condition: signalIs('a', 'hit', 9), limit: told },
      { sourcePort: 'timeout' },
    ),
    held: graph('state', {}, { trigger: held }),
  }
  it.each(Object.entries(cases))('%s', (_, scene) => {
    expect(actives(play(scene, [signal(0, 'a', 'on', true), end])).at(-1)).toBe('s')
  })
  it('known in time it counts; less than nothing is nothing', () => {
    expect(actives(play(cases.held, [signal(0, 'a', 'on', true), signal(5, 'a', 'level', 2), end])).at(-1)).toBe('z')
    const less = graph('state', {}, { trigger: { type: 'after', duration: { type: 'expression', cel: '-5' } } })
    expect(actives(play(less, [end])).at(-1)).toBe('z')
  })
})

describe('SG10 a variable stays what it is', () => {
  const set = (to: unknown, mode: 'set' | 'add') =>
    buildGraph({
      variables: { v: { type: 'number', initial: 1e308 } },
      nodes: [{ id: 's', type: 'state' }],
      edges: [
        {
          id: 'e',
          source: 's',
          target: null,
          trigger: { type: 'event', name: 'x' },
          actions: [{ type: 'set', variable: 'v', to, mode }],
        },
      ],
    })
  const became = (to: unknown, mode: 'set' | 'add', data: Record<string, unknown> = {}) =>
    play(set(to, mode), [
      { at: 0, event: { name: 'x', data } },
      { at: 1, restart: true },
      { at: 2, event: { name: 'x', data } },
    ]).map((line) => line.variables.v)
  const payload = { type: 'payload', key: 'to' }
  it('a sum beyond all numbers changes nothing, also after a restart', () => {
    expect(became(1e308, 'add')).toEqual([1e308, 1e308, 1e308, 1e308])
  })
  it.each(['text', true])('a value of another type that an event brings along (%s) changes nothing', (to) => {
    expect(became(payload, 'set', { to })).toEqual([1e308, 1e308, 1e308, 1e308])
    expect(became(payload, 'add', { to })).toEqual([1e308, 1e308, 1e308, 1e308])
  })
  it('one of its own type is taken', () => {
    expect(became(payload, 'set', { to: 3 })).toEqual([1e308, 3, 3, 3])
  })
})
