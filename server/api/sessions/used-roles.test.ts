import { expect, it } from 'vitest'
import { usedRoles } from '#scene-graph/used-roles.ts'
import { readDocument } from '../graphs/documents.ts'
import { lockScene } from '../testing/world.ts'

it('counts the roles that triggers, conditions and actions name, and not those that were only declared', () => {
  expect(usedRoles(lockScene('g'))).toEqual(['button', 'door'])
})

it('finds roles in nodes, guards, nested conditions and invariants', () => {
  const signal = (role: string) => ({
    type: 'compare',
    left: { type: 'signal', role, signal: 'on' },
    op: '=',
    right: true,
  })
  const role = { signals: { on: 'boolean' }, commands: { go: {} } }
  const graph = readDocument(
    {
      schemaVersion: 1,
      id: 'g',
      kind: 'scene',
      name: 'g',
      roles: { entry: role, guard: role, deep: role, never: role, idle: role },
      nodes: [
        { id: 'a', type: 'state', data: { entry: [{ type: 'command', role: 'entry', command: 'go' }] } },
        { id: 'b', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [
        {
          id: 'e',
          source: 'a',
          target: 'b',
          trigger: { type: 'condition', condition: { type: 'not', of: { type: 'all', of: [signal('deep')] } } },
          guard: signal('guard'),
        },
      ],
      invariants: [{ id: 'i', name: 'never', never: signal('never') }],
    },
    'test',
  )
  expect(usedRoles(graph)).toEqual(['deep', 'entry', 'guard', 'never'])
})
