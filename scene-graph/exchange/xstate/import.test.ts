import { describe, expect, it } from 'vitest'
import { exportXState } from './export.ts'
import { importXState } from './import.ts'

const edgesOf = (config: unknown) =>
  importXState(config).graph.edges.map(({ source, target, trigger }) => [source, target, trigger])

describe('what an XState configuration becomes', () => {
  it('ids: what “id” says, the key where it is the only one, else the path', () => {
    const leaf = { on: {} }
    const { graph } = importXState({
      id: 'm',
      initial: 'a',
      states: {
        a: { id: 'first', initial: 'x', states: { x: leaf } },
        b: { initial: 'x', states: { x: leaf, y: leaf } },
      },
    })
    expect(graph.nodes.map((n) => n.id)).toEqual(['first', 'a.x', 'b', 'b.x', 'y'])
  })

  it('targets: siblings, children, ids and paths; candidates in their order', () => {
    const states = {
      a: { on: { ONE: 'b', TWO: '#deep', THREE: '#m.b.c', FOUR: [{ target: 'b', guard: 'g' }, { target: 'a' }] } },
      b: { initial: 'c', on: { IN: '.d' }, states: { c: {}, d: { id: 'deep' } } },
    }
    expect(edgesOf({ id: 'm', initial: 'a', states }).map(([s, t]) => `${s} ${t}`)).toEqual([
      'a b',
      'a deep',
      'a c',
      'a b',
      'a a',
      'b deep',
    ])
  })

  it('a transition to oneself leaves the state in v4 and not in v5', () => {
    const self = (more: object) => ({ initial: 'a', states: { a: { on: { E: { target: 'a', ...more } } } } })
    expect(importXState(self({ cond: 'c' })).graph.edges[0]?.reenter).toBe(true)
    expect(importXState(self({ guard: 'c' })).graph.edges[0]?.reenter).toBe(false)
  })

  it('a machine that reacts itself gets a node around everything, with its ends', () => {
    const { graph } = importXState({
      id: 'm',
      initial: 'a',
      on: { STOP: '.z' },
      states: { a: {}, z: { type: 'final' } },
    })
    expect(graph.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['m', null],
      ['a', 'm'],
      ['z', 'm'],
      ['m.z', null],
    ])
    expect(graph.edges).toMatchObject([
      { source: 'm', target: 'z', trigger: { type: 'event', name: 'STOP' } },
      { source: 'm', target: 'm.z', sourcePort: 'z' },
    ])
  })

  it('v4’s choose is an if among actions', () => {
    const log = (expr: string) => ({ type: 'xstate.log', expr })
    const conds = [
      { cond: '{{ context.n > 1 }}', actions: log('many') },
      { cond: '{{ context.n === 1 }}', actions: [log('one')] },
      { actions: log('none') },
    ]
    const { graph, lost } = importXState({
      context: { n: 1 },
      initial: 'a',
      states: { a: { entry: { type: 'xstate.choose', conds } } },
    })
    expect(lost).toEqual([])
    expect(graph.nodes[0]?.data.entry).toMatchObject([
      {
        type: 'if',
        do: [{ message: 'many' }],
        else: [{ type: 'if', do: [{ message: 'one' }], else: [{ message: 'none' }] }],
      },
    ])
  })

  it('context, assignments and expressions', () => {
    const { graph, lost } = importXState({
      context: { n: 1, list: [] },
      initial: 'a',
      states: {
        a: {
          on: {
            E: {
              guard: '{{ context.n > 0 && event.x === 2 }}',
              actions: { type: 'xstate.assign', params: { n: '{{ context.n + 1 }}' } },
            },
          },
        },
      },
    })
    expect(lost.map((l) => l.code)).toEqual(['context/value'])
    expect(graph.edges[0]).toMatchObject({
      guard: {
        type: 'all',
        of: [
          { type: 'compare', left: { type: 'variable', name: 'n' }, op: '>' },
          { type: 'compare', left: { type: 'payload', key: 'x' }, op: '=' },
        ],
      },
      actions: [{ type: 'set', variable: 'n', to: { type: 'expression', cel: 'n + 1' } }],
    })
  })

  it('lists of nodes and edges, as editors keep a machine', () => {
    const { graph } = importXState({
      root: 'r',
      nodes: {
        r: { data: { key: 'm', initial: 'x' } },
        x: { parentId: 'r', data: { key: 'idle' } },
        y: { parentId: 'r', data: { key: 'over', type: 'final' } },
      },
      edges: { e: { source: 'x', targets: ['y'], data: { eventTypeData: { type: 'named', eventType: 'GO' } } } },
    })
    expect(graph.nodes.map(({ id, type, data }) => [id, type, data.name])).toEqual([
      ['x', 'state', 'idle'],
      ['y', 'end', 'over'],
    ])
    expect(graph.edges).toMatchObject([{ source: 'x', target: 'y', trigger: { type: 'event', name: 'GO' } }])
  })
})

describe('what was changed elsewhere counts', () => {
  const { graph } = importXState({ initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } })
  const changed = (change: (config: { states: Record<string, Record<string, unknown>> }) => void) => {
    const config = JSON.parse(JSON.stringify(exportXState(graph)))
    change(config)
    return importXState(config).graph
  }
  it('a target', () => {
    const after = changed(({ states }) => {
      const a = states.a as { on: { GO: { target: string }[] } }
      for (const transition of a.on.GO) transition.target = '#a'
    })
    expect(after.edges).toMatchObject([{ id: graph.edges[0]?.id, target: 'a' }])
  })
  it('an event', () => {
    const after = changed(({ states }) => {
      const a = states.a as { on: Record<string, unknown> }
      a.on = { STOP: a.on.GO }
    })
    expect(after.edges).toMatchObject([{ id: graph.edges[0]?.id, trigger: { type: 'event', name: 'STOP' } }])
  })
  it('a state that is gone, and one that is new', () => {
    const after = changed(({ states }) => {
      delete states.b
      states.c = {}
    })
    expect(after.nodes.map((n) => n.id)).toEqual(['a', 'c'])
  })
})
