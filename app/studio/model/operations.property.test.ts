import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { align, distribute, groupNodes, nudge, ungroup } from './arrange.ts'
import { copy, fromClipboard, paste, toClipboard } from './clipboard.ts'
import { ancestorsOf, descendantsOf, emptyDocument, indexOf } from './document.ts'
import { addAfter, connect, moveEdge, setEdge, setReenter } from './edges.ts'
import { sizeOf } from './geometry.ts'
import { begin, commit, type History, redo, seal, undo } from './history.ts'
import { addNode, moveNodes, removeElements, renameNode, reparent, resizeNode, setData, setInitial } from './nodes.ts'
import { addRole, removeRole, renameRole, roleForDevice } from './roles.ts'
import { addVariable, removeVariable, renameVariable, setVariable } from './variables.ts'

const TYPES = [...NODES.keys()]
const NAMES = ['door', 'lamp', 'count', '2bad', '', 'x y']

/** One thing that a person may do, with everything it needs drawn beforehand: `a`, `b` choose among what is there. */
type Move = { op: number; a: number; b: number; x: number; y: number; word: number }

const move: fc.Arbitrary<Move> = fc.record({
  op: fc.nat(24),
  a: fc.nat(50),
  b: fc.nat(50),
  x: fc.integer({ min: -800, max: 800 }),
  y: fc.integer({ min: -800, max: 800 }),
  word: fc.nat(50),
})

function play(graph: SceneGraph, m: Move, newId: () => string): SceneGraph {
  const node = (n: number): string => graph.nodes[n % Math.max(1, graph.nodes.length)]?.id ?? 'none'
  const edge = (n: number): string => graph.edges[n % Math.max(1, graph.edges.length)]?.id ?? 'none'
  const type = TYPES[m.word % TYPES.length] ?? 'state'
  const name = NAMES[m.word % NAMES.length] ?? ''
  const other = NAMES[m.b % NAMES.length] ?? ''
  const at = { x: m.x, y: m.y }
  const some = [node(m.a), node(m.b), node(m.word)]
  const rooms = graph.nodes.filter((n) => NODES.get(n.type)?.container === true)
  const room = m.b % 3 === 0 ? null : (rooms[m.b % Math.max(1, rooms.length)]?.id ?? null)
  const device = {
    controller: 'c1',
    device: `d-${m.word}`,
    kind: 'lock',
    signals: { open: { type: 'boolean' as const, description: 'is it open' } },
    commands: { release: { params: { for: { type: 'number' as const } }, ack_within_ms: 500 } },
  }
  const moves: (() => SceneGraph)[] = [
    () => addNode(graph, { id: newId(), type, parentId: room, position: at }),
    () => addAfter(graph, { node: newId(), edge: newId(), type, after: node(m.a) }),
    () => connect(graph, { id: newId(), source: node(m.a), port: 'done', target: m.b % 7 === 0 ? null : node(m.b) }),
    () => moveNodes(graph, new Map([[node(m.a), at]])),
    () => reparent(graph, some, room),
    () => resizeNode(graph, node(m.a), { width: 100 + m.b, height: 100 + m.word }),
    () => removeElements(graph, new Set([node(m.a)]), new Set([edge(m.b)])),
    () => renameNode(graph, node(m.a), m.b % 9 === 0 ? 'x'.repeat(200) : `n${m.b}`),
    () => setData(graph, node(m.a), 'duration', m.b % 5 === 0 ? -1 : m.b * 100),
    () => setEdge(graph, edge(m.a), { trigger: { type: 'after', duration: m.x, timing: TIMING } }),
    () => setEdge(graph, edge(m.a), { source: node(m.b), target: node(m.word) }),
    () => setEdge(graph, edge(m.a), { guard: { type: 'active', node: node(m.b) } }),
    () => setEdge(graph, edge(m.a), { trigger: { type: 'signal', role: 'door', signal: 'open', on: 'change' } }),
    () => moveEdge(graph, edge(m.a), m.b % 2 === 0 ? 1 : -1),
    () => setReenter(graph, edge(m.a), m.b % 3 === 0 ? undefined : m.b % 3 === 1),
    () => paste(graph, copy(graph, some), { at, parentId: room, newId }).graph,
    () => setInitial(graph, node(m.a)),
    () => roleForDevice(graph, {}, device).graph,
    () => addRole(graph, name),
    () => renameRole(graph, name, other),
    () => removeRole(graph, name),
    () => (m.a % 2 === 0 ? addVariable(graph, name, 'number') : setVariable(graph, name, { type: 'text' })),
    () => (m.a % 2 === 0 ? renameVariable(graph, name, other) : removeVariable(graph, name)),
    () => (m.a % 2 === 0 ? align(graph, some, 'middle') : distribute(nudge(graph, some, at), some, 'x')),
    () =>
      m.a % 2 === 0
        ? groupNodes(graph, some, { id: newId(), type: m.b % 2 === 0 ? 'group' : 'parallel' })
        : ungroup(graph, rooms[m.b % Math.max(1, rooms.length)]?.id ?? 'none'),
  ]
  return moves[m.op % moves.length]?.() ?? graph
}

const TIMING = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: false } as const

function replay(moves: readonly Move[]): History<SceneGraph> {
  let next = 0
  const newId = () => `n${next++}`
  let history = begin(emptyDocument('g', 'scene', 'Graph'))
  for (const [at, m] of moves.entries())
    history = commit(history, play(history.present, m, newId), { label: String(m.op), at })
  return history
}

const walk = fc.array(move, { minLength: 1, maxLength: 60, size: 'max' })

describe('any sequence of edits', () => {
  test('gives a document that reads back as itself', () => {
    fc.assert(
      fc.property(walk, (moves) => {
        const graph = replay(moves).present
        expect(parseDocument(JSON.parse(JSON.stringify(graph)))).toEqual({ ok: true, graph })
      }),
      { numRuns: 150 },
    )
  })

  test('leaves no end of an edge, parent or start in the void', () => {
    fc.assert(
      fc.property(walk, (moves) => {
        const graph = replay(moves).present
        const { nodes } = indexOf(graph)
        const before = new Set<string | null>([null])
        for (const n of graph.nodes) {
          expect(before.has(n.parentId), `${n.id} stands after its parent`).toBe(true)
          before.add(n.id)
          expect(ancestorsOf(graph, n.id)).not.toContain(n.id)
          if (typeof n.data.initial === 'string') expect(nodes.get(n.data.initial)?.parentId).toBe(n.id)
          for (const inside of descendantsOf(graph, n.id)) {
            const child = nodes.get(inside)
            if (child?.parentId === n.id)
              expect(sizeOf(graph, n).width).toBeGreaterThanOrEqual(child.view.position.x + sizeOf(graph, child).width)
          }
        }
        expect(new Set(graph.nodes.map((n) => n.id)).size).toBe(graph.nodes.length)
        expect(new Set(graph.edges.map((e) => e.id)).size).toBe(graph.edges.length)
        if (graph.initial !== null) expect(nodes.get(graph.initial)?.parentId).toBe(null)
        for (const e of graph.edges) {
          expect(nodes.has(e.source)).toBe(true)
          expect(e.target === null || nodes.has(e.target)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('undone to the end is the original, and redone to the end is the result', () => {
    fc.assert(
      fc.property(walk, (moves) => {
        const end = replay(moves)
        let history = end
        while (history.past.length > 0) history = undo(history)
        expect(history.present).toEqual(emptyDocument('g', 'scene', 'Graph'))
        while (history.future.length > 0) history = redo(history)
        expect(history.present).toBe(end.present)
        expect(history.past.length).toBe(end.past.length)
      }),
      { numRuns: 100 },
    )
  })

  test('copied, carried as text and pasted elsewhere keeps its shape', () => {
    fc.assert(
      fc.property(walk, (moves) => {
        const graph = replay(moves).present
        const fragment = copy(
          graph,
          graph.nodes.map((n) => n.id),
        )
        const read = fromClipboard(toClipboard(fragment))
        expect(read).toEqual(fragment)
        let next = 0
        const there = emptyDocument('other', 'puzzle', 'Other')
        const pasted = paste(there, fragment, { at: { x: 0, y: 0 }, parentId: null, newId: () => `p${next++}` }).graph
        expect(pasted.nodes.map((n) => n.type)).toEqual(graph.nodes.map((n) => n.type))
        expect(pasted.edges.length).toBe(graph.edges.length)
        const ids = new Set(graph.nodes.map((n) => n.id))
        expect(JSON.stringify(pasted.nodes.map((n) => [n.parentId, n.data.initial])).match(/"n\d+"/)).toBeNull()
        expect(ids.size).toBe(graph.nodes.length)
      }),
      { numRuns: 100 },
    )
  })
})

describe('history', () => {
  const step = (h: History<number>, value: number, at: number, key?: string) =>
    commit(h, value, key === undefined ? { label: 'set', at } : { label: 'set', at, key })

  test('joins quick changes of one key, and no others', () => {
    let h = step(begin(0), 1, 0, 'drag')
    h = step(h, 2, 500, 'drag')
    h = step(h, 3, 1_400, 'drag')
    expect(undo(h).present).toBe(0)
    h = step(h, 4, 9_000, 'drag')
    expect(undo(h).present).toBe(3)
    h = step(h, 5, 9_100, 'typing')
    expect(undo(h).present).toBe(4)
  })

  test('joins a drag however long it takes', () => {
    const drag = { label: 'move', key: 'drag', held: true }
    const moved = commit(commit(begin(0), 1, { ...drag, at: 0 }), 2, { ...drag, at: 60_000 })
    expect(undo(moved).present).toBe(0)
  })

  test('joins nothing after it was sealed or undone', () => {
    const dragged = seal(step(begin(0), 1, 0, 'drag'))
    expect(undo(step(dragged, 2, 10, 'drag')).present).toBe(1)
    const undone = undo(step(step(begin(0), 1, 0), 2, 1, 'drag'))
    expect(undo(step(undone, 3, 2, 'drag')).present).toBe(1)
  })

  test('a change that changes nothing leaves what was undone', () => {
    const undone = undo(step(begin(0), 1, 0))
    expect(step(undone, 0, 5)).toBe(undone)
    expect(redo(undone).present).toBe(1)
  })
})

describe('roles from devices', () => {
  const device = (id: string) => ({
    controller: 'ctl',
    device: id,
    kind: 'door',
    signals: { angle: { type: 'number' as const, unit: '°' } },
    commands: { release: { params: {} } },
  })
  const empty = emptyDocument('g', 'scene', 'Graph')

  test('one device is one role, however often it is picked', () => {
    const once = roleForDevice(empty, {}, device('study_door'))
    expect(once.role).toBe('study_door')
    const twice = roleForDevice(once.graph, once.bindings, device('study_door'))
    expect(twice).toEqual(once)
    expect(twice.graph).toBe(once.graph)
  })

  test('the same device id on another controller is another role', () => {
    const first = roleForDevice(empty, {}, device('rfid_a'))
    const second = roleForDevice(first.graph, first.bindings, { ...device('rfid_a'), controller: 'other' })
    expect(second.role).toBe('rfid_a_2')
    expect(second.bindings).toEqual({
      rfid_a: { controller_id: 'ctl', device_id: 'rfid_a' },
      rfid_a_2: { controller_id: 'other', device_id: 'rfid_a' },
    } satisfies Bindings)
  })

  test('a role that waits for a device of that name is given it, and keeps its own declarations', () => {
    const waiting = addRole(empty, 'study_door', {
      signals: { angle: { type: 'text', momentary: true } },
      commands: {},
    })
    const { graph, role } = roleForDevice(waiting, {}, device('study_door'))
    expect(role).toBe('study_door')
    expect(graph.roles.study_door?.signals.angle?.type).toBe('text')
    expect(graph.roles.study_door?.commands).toHaveProperty('release')
  })

  test('renaming reaches triggers, guards, actions and invariants', () => {
    const { graph } = roleForDevice(empty, {}, device('door'))
    const nodes = addAfter(addNode(graph, { id: 'a', type: 'state', parentId: null, position: { x: 0, y: 0 } }), {
      node: 'b',
      edge: 'e',
      type: 'cue',
      after: 'a',
    })
    const command = { type: 'command', role: 'door', command: 'release', params: {}, ackWithin: 5_000 } as const
    const used = setEdge(
      setData(setData(nodes, 'a', 'entry', [command]), 'b', 'steps', [{ action: command, wait: { type: 'none' } }]),
      'e',
      {
        trigger: { type: 'signal', role: 'door', signal: 'angle', on: 'change' },
        guard: {
          type: 'compare',
          left: { type: 'signal', role: 'door', signal: 'angle' },
          op: '>',
          right: { type: 'constant', value: 3 },
        },
      },
    )
    const renamed = renameRole(used, 'door', 'gate')
    expect(JSON.stringify(renamed)).not.toContain('"role":"door"')
    expect(JSON.stringify(renamed).match(/"role":"gate"/g)).toHaveLength(4)
    expect(Object.keys(renamed.roles)).toEqual(['gate'])
  })
})
