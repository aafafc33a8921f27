import { expect, test } from 'vitest'
import type { Finding } from '#scene-graph/findings.ts'
import { indexFindings, NO_FINDINGS } from './findings-index.ts'

const finding = (message: string, nodes: string[], edges: string[] = []): Finding => ({
  code: 'c',
  severity: 'error',
  message,
  nodes,
  edges,
})

test('findings are found by each node and edge that they are about', () => {
  const index = indexFindings([finding('a', ['n1', 'n2']), finding('b', ['n2'], ['e1'])], NO_FINDINGS)
  expect(index.nodes.get('n2')?.map((f) => f.message)).toEqual(['a', 'b'])
  expect(index.edges.get('e1')?.map((f) => f.message)).toEqual(['b'])
  expect(index.nodes.get('n3')).toBeUndefined()
})

test('what is said anew keeps its list, what differs does not', () => {
  const before = indexFindings([finding('a', ['n1']), finding('b', ['n2'])], NO_FINDINGS)
  const after = indexFindings([finding('a', ['n1']), finding('other', ['n2'])], before)
  expect(after.nodes.get('n1')).toBe(before.nodes.get('n1'))
  expect(after.nodes.get('n2')).not.toBe(before.nodes.get('n2'))
})
