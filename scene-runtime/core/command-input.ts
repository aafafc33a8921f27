import type { SessionCommand } from '#wire/session-messages.ts'
import type { Input } from './session.ts'

/** Commands that are about the version which a game runs, and no input of it. */
const ABOUT_VERSIONS = ['roll_back', 'take_version', 'drop_version'] as const
export type VersionCommand = Extract<SessionCommand, { command: (typeof ABOUT_VERSIONS)[number] }>

export const aboutVersions = (command: SessionCommand): command is VersionCommand =>
  ABOUT_VERSIONS.some((one) => one === command.command)

/** A game master's command as the input of a session. */
export function commandInput(command: Exclude<SessionCommand, VersionCommand>, at: number): Input {
  switch (command.command) {
    case 'operator':
      return {
        type: 'operator',
        at,
        action: command.action,
        ...(command.node === undefined ? {} : { node: command.node }),
      }
    case 'event':
      return { type: 'event', at, name: command.name, data: command.data }
    case 'pause_clock':
      return { type: 'pause-clock', at }
    case 'resume_clock':
      return { type: 'resume-clock', at }
    case 'freeze':
      return { type: 'freeze', at }
    case 'resume':
      return { type: 'resume', at, inputs: command.inputs }
    case 'adjust_timer':
      return { type: 'adjust', at, timer: command.timer, by: command.by_ms }
    case 'override':
    case 'bypass':
    case 'reset':
    case 'jump':
      return { type: command.command, at, node: command.node }
    case 'end':
      return { type: 'end', at, ...(command.outcome === undefined ? {} : { outcome: command.outcome }) }
    case 'abandon':
      return { type: 'abandon', at }
  }
}
