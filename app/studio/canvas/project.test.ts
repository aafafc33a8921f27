import { describe, expect, test } from 'vitest'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { NOTHING } from '../editor/editor-store.ts'
import { emptyDocument } from '../model/document.ts'
import { addAfter, connect, setEdge } from '../model/edges.ts'
import { addNode, moveNodes, renameNode } from '../model/nodes.ts'
import { hasIcon } from './icons.ts'
import { createProjection } from './project.ts'

const at = { x: 0, y: 0 }
const a = addNode(emptyDocument('g', 'scene', 'G'), { id: 'a', type: 'state', parentId: null, position: at })
const graph = addAfter(addAfter(a, { node: 'b', edge: 'ab', type: 'cue', after: 'a' }), {
  node: 'c',
  edge: 'bc',
  type: 'end',
  after: 'b',
})

test('every node type has an icon', () => {
  for (const definition of NODES.values()) expect(hasIcon(definition.icon), definition.icon).toBe(true)
})

describe('a drawing', () => {
  test('of another document keeps what did not change', () => {
    const project = createProjection()
    const before = project(graph, NOTHING)
    const after = project(renameNode(graph, 'a', 'Waiting'), NOTHING)
    expect(after.nodes[0]).not.toBe(before.nodes[0])
    expect(after.nodes[0]?.data.title).toBe('Waiting')
    expect(after.nodes[1]).toBe(before.nodes[1])
    expect(after.edges[1]).toBe(before.edges[1])
    expect(after.edges[0]?.data?.sentence).toContain('Waiting')
  })

  test('of a moved node moves it and says the same', () => {
    const project = createProjection()
    const before = project(graph, NOTHING)
    const after = project(moveNodes(graph, new Map([['b', { x: 400, y: 32 }]])), NOTHING)
    expect(after.nodes[1]?.position).toEqual({ x: 400, y: 32 })
    expect(after.nodes[1]?.data).toBe(before.nodes[1]?.data)
  })

  test('selects one without drawing the others again', () => {
    const project = createProjection()
    const before = project(graph, NOTHING)
    const after = project(graph, { nodes: new Set(['b']), edges: new Set() })
    expect(after.nodes.map((n) => n.selected)).toEqual([false, true, false])
    expect(after.nodes[0]).toBe(before.nodes[0])
  })

  test('has a handle for every exit, by its id, and one to enter by', () => {
    const [, cue, end] = createProjection()(graph, NOTHING).nodes
    expect(cue?.handles?.map((h) => [h.type, h.id])).toEqual([
      ['source', 'done'],
      ['source', 'failed'],
      ['target', 'in'],
    ])
    expect(end?.handles?.map((h) => h.id)).toEqual(['in'])
  })

  test('marks where the graph starts', () => {
    expect(createProjection()(graph, NOTHING).nodes.map((n) => n.data.starts)).toEqual([true, false, false])
  })

  test('leads an edge without a target back to its source, as one that stays', () => {
    const staying = setEdge(connect(graph, { id: 'x', source: 'a', port: 'done', target: 'b' }), 'x', { target: null })
    const drawn = createProjection()(staying, NOTHING).edges.find((e) => e.id === 'x')
    expect(drawn).toMatchObject({ source: 'a', target: 'a', data: { stays: true } })
  })

  test('keeps edges with the same ends apart', () => {
    const two = connect(graph, { id: 'second', source: 'a', port: 'done', target: 'b' })
    const lanes = createProjection()(two, NOTHING).edges.map((e) => [e.id, e.data?.lane, e.data?.lanes])
    expect(lanes).toEqual([
      ['ab', 0, 2],
      ['bc', 0, 1],
      ['second', 1, 2],
    ])
  })
})
