import fc from 'fast-check'
import type { SceneGraph } from '../parse.ts'
import { type Action, action as actionSchema } from '../schema/action.ts'
import type { Edge } from '../schema/document.ts'
import { randomGraph } from '../testing/random-graph.ts'

const x = { type: 'variable', name: 'x' }
const condition = fc.constantFrom<unknown>(
  { type: 'compare', left: x, op: '>', right: 1 },
  { type: 'not', of: { type: 'compare', left: { type: 'signal', role: 'a', signal: 'on' }, op: '=', right: true } },
  {
    type: 'any',
    of: [
      { type: 'active', node: 'n0' },
      { type: 'expression', cel: 'x * 2 > 3 && a.on' },
    ],
  },
  { type: 'device', role: 'lock', health: 'offline' },
  { type: 'all', of: [] },
)
const plain = fc.constantFrom<unknown>(
  { type: 'set', variable: 'x', to: 1, mode: 'add' },
  { type: 'command', role: 'lock', command: 'release' },
  { type: 'emit', event: 'told', to: 'self', data: { how: x } },
  { type: 'emit', event: 'later', to: 'self', delay: 50, id: 'l' },
  { type: 'cancel', id: 'l' },
  { type: 'log', message: 'x & <y>', value: x },
)
const { choice } = fc.letrec((tie) => ({
  choice: fc.record({
    type: fc.constant('if'),
    condition,
    do: fc.array(fc.oneof({ depthSize: 'small' }, plain, tie('choice')), { maxLength: 3 }),
    else: fc.oneof(
      { depthSize: 'small' },
      fc.array(plain, { maxLength: 2 }),
      tie('choice').map((one) => [one]),
      fc.tuple(tie('choice'), plain),
    ),
  }),
}))

/** A chain of `else` in `else`, longer than one is written. */
const chain = fc
  .integer({ min: 1, max: 18 })
  .chain((length) =>
    fc
      .array(condition, { minLength: length, maxLength: length })
      .map((conditions) =>
        conditions.reduce<unknown[]>(
          (rest, one, n) => [{ type: 'if', condition: one, do: [{ type: 'log', message: String(n) }], else: rest }],
          [],
        ),
      ),
  )
const lists: fc.Arbitrary<Action[]> = fc
  .oneof({ weight: 3, arbitrary: fc.array(choice, { maxLength: 2 }) }, { weight: 1, arbitrary: chain })
  .map((list) => list.map((one) => actionSchema.parse(one)))

/** Random graphs whose edges, entries and exits choose as well, nested and in chains. */
export const choosingGraph: fc.Arbitrary<SceneGraph> = fc
  .tuple(randomGraph, fc.array(lists, { minLength: 1, maxLength: 4 }))
  .map(([graph, choices]) => {
    let turn = 0
    const also = (actions: readonly Action[]): Action[] => {
      const more = choices[turn++ % choices.length] ?? []
      return turn % 2 === 0 ? [...more, ...actions] : [...actions, ...more]
    }
    const nodes = graph.nodes.map((node) => {
      const { entry, exit, ...data } = node.data as { entry?: Action[]; exit?: Action[] }
      if (entry === undefined || exit === undefined) return node
      return { ...node, data: { ...node.data, ...data, entry: also(entry), exit: also(exit) } }
    })
    const edges = graph.edges.map((edge): Edge => ({ ...edge, actions: also(edge.actions) }))
    return { ...graph, nodes, edges }
  })
