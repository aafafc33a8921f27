import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { hears } from './hears.ts'
import { graph } from './testing/scenes.ts'

const scene = (trigger: object, guard: object | null = null) =>
  compile(
    graph({
      schemaVersion: 1,
      id: 'g',
      kind: 'scene',
      name: 'g',
      variables: { ready: { type: 'boolean', initial: false } },
      nodes: [
        { id: 'a', type: 'state' },
        { id: 'b', type: 'end' },
      ],
      edges: [{ id: 'e', source: 'a', target: 'b', trigger, guard }],
    }),
  )
const heard = (compiled: ReturnType<typeof scene>) =>
  ['door', 'door.open', 'doors', 'door.open.wide', 'win'].filter((name) => hears(compiled, name))

const asks = { type: 'compare', left: { type: 'payload', key: 'count' }, op: '>', right: 3 }

describe('RT5 a named event is an input only of a scene that listens to it', () => {
  it('to one name', () => expect(heard(scene({ type: 'event', name: 'door' }))).toEqual(['door']))

  it('to everything that begins with it, as SCXML reads a pattern', () =>
    expect(heard(scene({ type: 'event', name: 'door.*' }))).toEqual(['door', 'door.open', 'door.open.wide']))

  it('to any', () => expect(heard(scene({ type: 'event', name: '*' }))).toHaveLength(5))

  it('to any, when a condition asks what the last event brought along', () => {
    expect(heard(scene({ type: 'condition', condition: { type: 'not', of: asks } }))).toHaveLength(5)
    const ready = { type: 'compare', left: { type: 'variable', name: 'ready' }, op: '=', right: true }
    expect(heard(scene({ type: 'condition', condition: ready }, asks))).toHaveLength(5)
    expect(heard(scene({ type: 'condition', condition: ready }))).toEqual([])
  })

  it('and a guard that asks does not make it listen to other names', () =>
    expect(heard(scene({ type: 'event', name: 'win' }, asks))).toEqual(['win']))
})
