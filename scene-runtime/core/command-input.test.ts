import { describe, expect, test } from 'vitest'
import { sessionCommand } from '#wire/session-messages.ts'
import { aboutVersions, commandInput } from './command-input.ts'
import { input as journalInput } from './journal.ts'

describe('commands of a game master', () => {
  test.each([
    [
      { command: 'operator', action: 'open', node: 'n' },
      { type: 'operator', at: 5, action: 'open', node: 'n' },
    ],
    [
      { command: 'operator', action: 'open' },
      { type: 'operator', at: 5, action: 'open' },
    ],
    [
      { command: 'event', name: 'win', data: { by: 1 } },
      { type: 'event', at: 5, name: 'win', data: { by: 1 } },
    ],
    [{ command: 'pause_clock' }, { type: 'pause-clock', at: 5 }],
    [{ command: 'resume_clock' }, { type: 'resume-clock', at: 5 }],
    [{ command: 'freeze' }, { type: 'freeze', at: 5 }],
    [
      { command: 'resume', inputs: 'discard' },
      { type: 'resume', at: 5, inputs: 'discard' },
    ],
    [
      { command: 'adjust_timer', timer: 't', by_ms: -500 },
      { type: 'adjust', at: 5, timer: 't', by: -500 },
    ],
    [
      { command: 'override', node: 'n' },
      { type: 'override', at: 5, node: 'n' },
    ],
    [
      { command: 'bypass', node: 'n' },
      { type: 'bypass', at: 5, node: 'n' },
    ],
    [
      { command: 'reset', node: 'n' },
      { type: 'reset', at: 5, node: 'n' },
    ],
    [
      { command: 'jump', node: 'c' },
      { type: 'jump', at: 5, node: 'c' },
    ],
    [{ command: 'end' }, { type: 'end', at: 5 }],
    [
      { command: 'end', outcome: 'failed', reason: 'time is up' },
      { type: 'end', at: 5, outcome: 'failed' },
    ],
    [{ command: 'abandon' }, { type: 'abandon', at: 5 }],
  ])('%j', (command, input) => {
    const parsed = sessionCommand.parse(command)
    if (aboutVersions(parsed)) throw new Error('no input')
    expect(commandInput(parsed, 5)).toEqual(input)
    // What the journal keeps is what was asked.
    expect(journalInput.parse(JSON.parse(JSON.stringify(input)))).toEqual(input)
  })
})
