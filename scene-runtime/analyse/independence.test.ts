import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { buildGraph, onSignal, signalIs } from '#scene-graph/testing/build.ts'
import { analyse } from './analyse.ts'

type Parts = Parameters<typeof buildGraph>[0]

const role = { signals: { on: 'boolean' as const } }
const on = (name: string) => onSignal(name, 'on', true)
const press = (action: string) => ({ type: 'operator' as const, action })
const wait = { type: 'after' as const, duration: 1_000 }
const active = (node: string) => ({ type: 'active' as const, node })
const add = (variable: string) => ({ type: 'set' as const, variable, to: 1, mode: 'add' as const })
const least = (name: string, right: number) => ({
  type: 'compare' as const,
  left: { type: 'variable' as const, name },
  op: '≥',
  right,
})

/** Two regions that each wait for a device of their own; `more` is added. */
function scene(more: Partial<Parts>): Parts {
  return {
    roles: { x: role, y: role, z: role },
    variables: { v: { type: 'number', initial: 0 }, w: { type: 'number', initial: 0 } },
    invariants: more.invariants ?? [],
    nodes: [
      { id: 'before', type: 'state' },
      { id: 'both', type: 'parallel' },
      { id: 'left', type: 'group', parentId: 'both' },
      { id: 'l', type: 'state', parentId: 'left' },
      { id: 'le', type: 'end', parentId: 'left' },
      { id: 'right', type: 'group', parentId: 'both' },
      { id: 'r', type: 'state', parentId: 'right' },
      { id: 're', type: 'end', parentId: 'right' },
      { id: 'end', type: 'end' },
      ...(more.nodes ?? []),
    ],
    edges: [
      { id: 'in', source: 'before', target: 'both', trigger: press('begin') },
      { id: 'le1', source: 'l', target: 'le', trigger: on('x') },
      { id: 're1', source: 'r', target: 're', trigger: on('y') },
      { id: 'out', source: 'both', target: 'end' },
      ...(more.edges ?? []),
    ],
  }
}

const parts = (more: Partial<Parts>): string[] =>
  analyse(compile(buildGraph(scene(more)))).parts.map((part) => part.regions.join('+'))

const edge = (id: string, source: string, target: string | null, more: Record<string, unknown>) =>
  ({ id, source, target, order: 1, ...more }) as NonNullable<Parts['edges']>[number]

const APART = ['', 'left', 'right']

describe('regions are explored apart', () => {
  it.each<[string, Partial<Parts>]>([
    ['that have nothing to do with each other', {}],
    ['with times of their own', { edges: [edge('t', 'l', null, { trigger: wait })] }],
    [
      'that count what nobody reads',
      {
        edges: [
          edge('c', 'l', null, { trigger: press('a'), actions: [add('v')] }),
          edge('d', 'r', null, { trigger: press('b'), actions: [add('v')] }),
        ],
      },
    ],
    [
      'with an invariant about one of them',
      { invariants: [{ id: 'i', name: 'n', never: { type: 'all', of: [active('l'), signalIs('x', 'on', true)] } }] },
    ],
    [
      'with one button: a press names its node',
      { edges: ['l', 'r'].map((n) => edge(`b${n}`, n, null, { trigger: press('help') })) },
    ],
    ['while the rest has a button of its own', { edges: [edge('skip', 'both', 'end', { trigger: press('skip') })] }],
    [
      'when they are entered again and remember nothing',
      { edges: [edge('again', 'both', 'before', { trigger: press('again') })] },
    ],
  ])('%s', (_, more) => {
    expect(parts(more)).toEqual(APART)
  })

  it('or in a group, where only some of them belong together', () => {
    const third = [
      { id: 'third', type: 'group', parentId: 'both' },
      { id: 't', type: 'state', parentId: 'third' },
    ]
    const edges = [edge('t1', 't', null, { trigger: on('x') })]
    expect(parts({ nodes: third, edges })).toEqual(['', 'left+third', 'right'])
  })
})

describe('regions are explored together', () => {
  it.each<[string, Partial<Parts>]>([
    ['that look at one signal', { edges: [edge('s', 'l', null, { trigger: on('y') })] }],
    [
      'that look at one device’s health',
      {
        edges: ['l', 'r'].map((n) =>
          edge(`h${n}`, n, null, { trigger: { type: 'device', role: 'z', health: 'offline' } }),
        ),
      },
    ],
    [
      'that hear one event',
      { edges: ['l', 'r'].map((n) => edge(`v${n}`, n, null, { trigger: { type: 'event', name: 'bell' } })) },
    ],
    [
      'of which one tells the other',
      {
        edges: [
          edge('tell', 'l', null, { trigger: press('a'), actions: [{ type: 'emit', event: 'bell', to: 'self' }] }),
          edge('hear', 'r', null, { trigger: { type: 'event', name: 'bell' } }),
        ],
      },
    ],
    [
      'of which one writes what the other reads',
      {
        edges: [
          edge('c', 'l', null, { trigger: press('a'), actions: [add('v')] }),
          edge('g', 'r', null, { trigger: press('b'), guard: least('v', 1) }),
        ],
      },
    ],
    [
      'of which one asks where the other is',
      { edges: [edge('a', 'l', null, { trigger: press('a'), guard: active('re') })] },
    ],
    ['of which one leads into the other', { edges: [edge('x', 'l', 're', { trigger: press('a') })] }],
    [
      'of which an invariant speaks together',
      { invariants: [{ id: 'i', name: 'n', never: { type: 'all', of: [active('l'), active('re')] } }] },
    ],
  ])('%s', (_, more) => {
    expect(parts(more)).toEqual([''])
  })
})

describe('a region stays with the rest', () => {
  it.each<[string, Partial<Parts>]>([
    ['whose device is asked before', { edges: [edge('p', 'before', null, { trigger: on('x') })] }],
    ['that leads out of the parallel', { edges: [edge('p', 'l', 'end', { trigger: press('a') })] }],
    [
      'with times of its own while a deadline runs around it',
      { edges: [edge('p', 'l', null, { trigger: wait }), edge('q', 'both', 'end', { trigger: wait })] },
    ],
    ['whose end can be left again', { edges: [edge('p', 'left', 'l', { trigger: press('a') })] }],
    [
      'that reads what was set before',
      {
        edges: [
          edge('p', 'before', null, { trigger: press('a'), actions: [add('v')] }),
          edge('q', 'l', null, { trigger: press('b'), guard: least('v', 1) }),
        ],
      },
    ],
    [
      'that finds its own variables when it is entered again',
      {
        edges: [
          edge('p', 'l', null, { trigger: press('a'), actions: [add('v')], guard: least('v', 0) }),
          edge('q', 'both', 'before', { trigger: press('again') }),
        ],
      },
    ],
    [
      'that asks how long the game has run',
      {
        variables: {},
        edges: [edge('p', 'l', null, { trigger: press('a'), guard: { type: 'expression', cel: 'now > 60000' } })],
      },
    ],
  ])('%s', (_, more) => {
    expect(parts(more)).toEqual(['', 'right'])
  })
})
