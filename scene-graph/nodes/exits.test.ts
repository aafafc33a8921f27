import { describe, expect, it } from 'vitest'
import { play, signal } from '#scene-runtime/core/testing.ts'
import { buildGraph, onSignal, ROLES, signalIs } from '../testing/build.ts'

const end = (id: string) => ({ id, type: 'end', data: { outcome: id } })

describe('the exit “done”', () => {
  it('of a wait is not its timeout', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'w', type: 'wait', data: { condition: signalIs('a', 'on', true), limit: 100 } },
        end('yes'),
        end('late'),
      ],
      edges: [
        { id: 'x', source: 'w', target: 'yes' },
        { id: 'y', source: 'w', target: 'late', sourcePort: 'timeout', order: 1 },
      ],
    })
    expect(play(graph, [{ at: 100, end: true }]).at(-1)?.outcome).toBe('late')
  })
  it('of a loop is not an outcome that leaves it at once', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'l', type: 'loop', data: { leaveOn: ['caught'], count: 1 } },
        { id: 's', type: 'state', parentId: 'l' },
        { id: 'end', type: 'end', parentId: 'l', data: { outcome: 'caught' } },
        end('yes'),
        end('caught'),
      ],
      edges: [
        { id: 'go', source: 's', target: 'end', trigger: onSignal('a', 'on') },
        { id: 'x', source: 'l', target: 'yes' },
        { id: 'y', source: 'l', target: 'caught', sourcePort: 'caught', order: 1 },
      ],
    })
    expect(play(graph, [signal(1, 'a', 'on', true)]).at(-1)?.outcome).toBe('caught')
  })
  it('of a group takes any outcome', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'g', type: 'group' },
        { id: 's', type: 'state', parentId: 'g' },
        { id: 'end', type: 'end', parentId: 'g', data: { outcome: 'caught' } },
        end('yes'),
      ],
      edges: [
        { id: 'go', source: 's', target: 'end', trigger: onSignal('a', 'on') },
        { id: 'x', source: 'g', target: 'yes' },
      ],
    })
    expect(play(graph, [signal(1, 'a', 'on', true)]).at(-1)?.outcome).toBe('yes')
  })
})
