import type { SessionCommand } from '#wire/session-messages.ts'
import type { GraphNames } from './graph-names.ts'

/** What a game master is about to do: the same thing in one or several ways, each a command. */
export type Ask = {
  title: string
  /** What it means, in a sentence. */
  description: string
  choices: readonly { value: string; label: string; command: SessionCommand }[]
  /** What the button says. */
  submit: string
  /** Held, not clicked. */
  dangerous: boolean
}

/** Commands that are shown with what they would do before they are done. */
export type Asked = Extract<SessionCommand, { command: 'override' | 'bypass' | 'reset' | 'jump' | 'end' | 'resume' }>

const one = (command: SessionCommand): Ask['choices'] => [{ value: command.command, label: '', command }]

/** `recorded`: inputs that came while the game was frozen. */
export function askAbout(command: Asked, names: GraphNames, recorded: number): Ask {
  switch (command.command) {
    case 'override':
      return {
        title: `Override ${names.node(command.node)}`,
        description: 'It counts as solved, and the game goes on from there.',
        choices: one(command),
        submit: 'Override',
        dangerous: true,
      }
    case 'bypass':
      return {
        title: `Bypass ${names.node(command.node)}`,
        description: 'It counts as skipped, never as solved, and the game goes on from there.',
        choices: one(command),
        submit: 'Bypass',
        dangerous: true,
      }
    case 'reset':
      return {
        title: `Reset ${names.node(command.node)}`,
        description: 'It begins anew: progress and times are forgotten.',
        choices: one(command),
        submit: 'Reset',
        dangerous: true,
      }
    case 'jump':
      return {
        title: `Put the game back to ${names.node(command.node)}`,
        description: 'Everything is left. Variables are as they were when it was passed last.',
        choices: one(command),
        submit: 'Put back',
        dangerous: true,
      }
    case 'resume':
      return {
        title: 'Resume the game',
        description: `${recorded} ${recorded === 1 ? 'thing' : 'things'} happened in the room while it was frozen.`,
        choices: [
          { value: 'apply', label: 'It counts', command: { command: 'resume', inputs: 'apply' } },
          { value: 'discard', label: 'Drop it', command: { command: 'resume', inputs: 'discard' } },
        ],
        submit: 'Resume',
        dangerous: false,
      }
    case 'end':
      return {
        title: 'End the game',
        description: 'How did it end? An abandoned game was none: it counts nowhere.',
        choices: [
          { value: 'early', label: 'Early', command: { command: 'end' } },
          { value: 'solved', label: 'Solved', command: { command: 'end', outcome: 'solved' } },
          { value: 'failed', label: 'Failed', command: { command: 'end', outcome: 'failed' } },
          { value: 'abandon', label: 'Abandoned', command: { command: 'abandon' } },
        ],
        submit: 'End',
        dangerous: true,
      }
  }
}

/** Which of the choices was meant. */
export const chosenFirst = (ask: Ask, command: Asked): string =>
  ask.choices.find((choice) => JSON.stringify(choice.command) === JSON.stringify(command))?.value ??
  ask.choices[0]?.value ??
  ''
