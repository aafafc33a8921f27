import { expect, it } from 'vitest'
import type { Preview } from '#scene-runtime/core/preview.ts'
import { NO_NAMES } from './graph-names.ts'
import { previewLines } from './preview-words.ts'

const nothing: Preview = {
  recorded: false,
  nothing: true,
  left: [],
  entered: [],
  passed: [],
  commands: [],
  effects: [],
  timers: { cancelled: [], started: [] },
  status: 'running',
  outcome: null,
}
const lines = (change: Partial<Preview>) =>
  previewLines({ ...nothing, ...change }, NO_NAMES).map(({ verb, what }) => `${verb}: ${what.join(', ')}`)

it('says what would be left, entered, sent and cancelled, and nothing where nothing would', () => {
  expect(lines({})).toEqual([])
  expect(
    lines({
      left: ['levers'],
      entered: ['finale'],
      commands: [{ role: 'door', command: 'release', params: {} }],
      effects: [{ type: 'log', id: '1', level: 'info', message: 'x' }],
      timers: {
        cancelled: [{ id: 'levers/limit', node: 'levers', label: 'Levers', remaining_ms: 65_000 }],
        started: [],
      },
      status: 'completed',
      outcome: 'solved',
    }),
  ).toEqual([
    'Left: levers',
    'Entered: finale',
    'Sent: release door',
    'Cancelled: Levers (1:05)',
    'Over: the game ends: solved',
  ])
})

it('what is left and entered again begins anew', () => {
  expect(lines({ left: ['levers'], entered: ['levers'] })).toEqual(['Begins anew: levers'])
})
