import { describe, expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { emptyDocument } from '../model/document.ts'
import { exported, FORMATS, type Format, fileNameOf } from './formats.ts'
import { readFile } from './read-file.ts'

const machine = buildGraph({
  name: 'Door',
  nodes: [
    { id: 'closed', type: 'state', data: { name: 'Closed' } },
    { id: 'open', type: 'end', data: { outcome: 'solved' } },
  ],
  edges: [{ id: 'e', source: 'closed', target: 'open', trigger: { type: 'operator', action: 'open' } }],
})

describe('a file', () => {
  test('of a document comes back as it was', () => {
    const graph = emptyDocument('g', 'puzzle', 'Dials')
    expect(readFile(JSON.stringify(graph), 'dials')).toEqual({ ok: true, graph, lost: [] })
  })

  test('says where it is wrong', () => {
    const graph = {
      ...emptyDocument('g', 'scene', 'S'),
      nodes: [{ id: 'a', type: 'delay', data: { duration: 'soon' } }],
    }
    const read = readFile(JSON.stringify(graph), 's')
    expect(read).toMatchObject({ ok: false, problems: [{ path: 'nodes.0.data.duration' }] })
  })

  test('that is neither JSON nor SCXML says so', () => {
    expect(readFile('{ nodes:', 's')).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('JSON') }],
    })
  })

  test.each(['xstate', 'scxml'] as const)('as %s comes back with its nodes, edges and ends', async (format) => {
    const read = readFile(await exported(machine, format), 'door')
    expect(read).toMatchObject({ ok: true, lost: [] })
    if (!read.ok) return
    expect(read.graph.nodes.map((n) => [n.id, n.type])).toEqual(machine.nodes.map((n) => [n.id, n.type]))
    expect(read.graph.edges).toHaveLength(1)
  })

  test('of another tool is taken, with what could not be carried', () => {
    const read = readFile(
      JSON.stringify({ id: 'm', initial: 'a', states: { a: { invoke: { src: 'fetch' }, on: { GO: 'b' } }, b: {} } }),
      'm',
    )
    expect(read).toMatchObject({ ok: true, lost: [{ code: expect.stringContaining('invoke') }] })
  })

  test('of another tool that cannot be read says where', () => {
    const read = readFile('<scxml><state id="a"></scxml>', 'broken')
    expect(read).toMatchObject({ ok: false, problems: [{ path: expect.stringMatching(/^1:/) }] })
  })
})

test.each(Object.keys(FORMATS) as Format[])('every format says something of a graph: %s', async (format) => {
  expect(await exported(machine, format)).toContain('Closed')
})

test('a file is named after its graph', () => {
  expect(fileNameOf({ name: 'Clockwork: Étude №2', kind: 'scene' })).toBe('clockwork-étude-2.scene.json')
  expect(fileNameOf({ name: '***', kind: 'puzzle' }, 'scxml')).toBe('graph.scxml')
})
