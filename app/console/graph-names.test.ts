import { expect, it } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { graphNames } from './graph-names.ts'

const names = graphNames(
  buildGraph({
    nodes: [
      { id: 'pilot', type: 'group', data: { name: 'Pilot light' } },
      { id: 'wait', type: 'state', parentId: 'pilot', data: { name: 'Waiting' } },
      { id: 'late', type: 'state', parentId: 'pilot', data: { name: 'Taking long' } },
      { id: 'film', type: 'delay', data: { name: 'Film', duration: 5_000 } },
      {
        id: 'ladder',
        type: 'hints',
        data: {
          name: 'Hints',
          to: 'pilot',
          rungs: [
            { id: 'first', after: 60_000 },
            { id: 'second', after: 90_000 },
          ],
        },
      },
      { id: 'safe', type: 'code', data: { name: 'Safe', limit: 60_000 } },
    ],
    edges: [
      { id: 'slow', source: 'wait', target: 'late', trigger: { type: 'after', duration: 300_000 } },
      {
        id: 'lift',
        source: 'pilot',
        target: null,
        trigger: { type: 'after', duration: 12_000 },
        actions: [{ type: 'log', message: 'twelve seconds' }],
      },
      { id: 'idle', source: 'pilot', target: null, trigger: { type: 'after', duration: 13_000 } },
    ],
  }),
)

it.each([
  [{ id: 'film' }, 'Film'],
  [{ id: 'slow', edge: 'slow' }, 'Waiting → Taking long'],
  [{ id: 'lift' }, 'Pilot light · log “twelve seconds”'],
  [{ id: 'idle' }, 'Pilot light'],
  [{ id: 'ladder/after-first' }, 'Hints · hint 1'],
  [{ id: 'ladder/after-second', edge: 'ladder/after-second' }, 'Hints · hint 2'],
  [{ id: 'safe/limit' }, 'Safe · time limit'],
  [{ id: 'safe/of-another-version' }, 'Safe'],
  [{ id: 'gone', label: 'As the runtime calls it' }, 'As the runtime calls it'],
  [{ id: 'emit/1', label: '' }, 'emit/1'],
])('tells what the timer %j is for', (timer, said) => {
  expect(names.timer(timer)).toBe(said)
})
