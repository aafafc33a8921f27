import { expect, it } from 'vitest'
import type { ReloadReport } from '#wire/session-view.ts'
import { blockedWords, factsOf } from './report-words.ts'

const report: ReloadReport = {
  session_id: 's',
  from: 1,
  to: 2,
  outcome: 'unchanged',
  kept: ['a'],
  mapped: { b: 'c' },
  restarted: [],
  entered: [],
  left: [],
  blocked: [],
  timers: [
    { id: 'k', label: '', change: 'kept', before_ms: 5_000, remaining_ms: 5_000, fires: false },
    { id: 't', label: 'Clock', change: 'changed', before_ms: 60_000, remaining_ms: 90_000, fires: false },
    { id: 'u', label: 'Short', change: 'changed', before_ms: 60_000, remaining_ms: -5, fires: true },
    { id: 'v', label: 'Old', change: 'dropped', before_ms: 1_000, remaining_ms: null, fires: false },
  ],
  variables: [
    { name: 'x', change: 'added', value: 3 },
    { name: 'y', change: 'removed', lost: 7 },
  ],
  commands: 1,
  sends: [{ role: 'lamp', command: 'level', params: { value: 0.5 } }],
  effects: [{ type: 'notify', message: 'Hello' }],
}

it('HR1 says in plain words what stays, moves, and would be sent', () => {
  expect(factsOf(report, (id) => id.toUpperCase())).toEqual([
    { label: 'Stays in', words: ['A'] },
    { label: 'Moves', words: ['B → C'] },
    {
      label: 'Timers',
      words: [
        'K goes on with 0:05',
        'Clock: 1:00 left becomes 1:30',
        'Short runs out at once',
        'Old is gone with 0:01 left',
      ],
    },
    { label: 'Variables', words: ['x is new with 3', 'y is gone (was 7)'] },
    { label: 'Would send', words: ['lamp: level (value 0.5)'] },
    { label: 'Also', words: ['notify “Hello”'] },
  ])
})

it.each([
  [{ node: 't', reason: '"t" is gone' }, '“The bomb” is gone'],
  [{ node: 't', reason: 'it is mapped to nothing' }, 'The bomb: it is mapped to nothing'],
  [{ node: '', reason: 'the version can not be read' }, 'the version can not be read'],
])('why a game stays is told with the names of its nodes: %j', (blocked, said) => {
  expect(blockedWords(blocked, (id) => (id === 't' ? 'The bomb' : id))).toBe(said)
})
