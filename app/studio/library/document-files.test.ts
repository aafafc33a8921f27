import { describe, expect, test } from 'vitest'
import { emptyDocument } from '../model/document.ts'
import { fileNameOf, readDocumentText } from './document-files.ts'

describe('a document from a file', () => {
  test('comes back as it was', () => {
    const graph = emptyDocument('g', 'puzzle', 'Dials')
    expect(readDocumentText(JSON.stringify(graph))).toEqual({ ok: true, graph })
  })

  test('says where it is wrong', () => {
    const graph = {
      ...emptyDocument('g', 'scene', 'S'),
      nodes: [{ id: 'a', type: 'delay', data: { duration: 'soon' } }],
    }
    const read = readDocumentText(JSON.stringify(graph))
    expect(read).toMatchObject({ ok: false, problems: [{ path: 'nodes.0.data.duration' }] })
  })

  test('that is no JSON says so', () => {
    expect(readDocumentText('{ nodes:')).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('JSON') }],
    })
  })
})

test('a file is named after its graph', () => {
  expect(fileNameOf({ name: 'Clockwork: Étude №2', kind: 'scene' })).toBe('clockwork-étude-2.scene.json')
  expect(fileNameOf({ name: '***', kind: 'puzzle' })).toBe('graph.puzzle.json')
})
