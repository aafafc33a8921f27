import { z } from 'zod'
import { ABOUT } from '#app/conditions/conditions.ts'
import { alertOf, emergencyTitle, reasonOf } from '#app/live/alert.ts'
import { clockFace, span } from '#app/ui/format-time.ts'
import type { State } from '#app/ui/state.ts'
import { conditionChange } from '#wire/condition.ts'
import { commandAcknowledged } from '#wire/device-events.ts'
import type { PublishedEvent } from '#wire/domain-event.ts'
import { displayChanged } from '#wire/events/display-changed.ts'
import { hintSent } from '#wire/events/hint-sent.ts'
import { lightCued } from '#wire/events/light-cued.ts'
import { mediaCued } from '#wire/events/media-cued.ts'
import { puzzleEnded } from '#wire/events/puzzle-ended.ts'
import { succeeded } from '#wire/messages/acknowledgement.ts'
import { gmAction, type SessionCommand, sessionCommand } from '#wire/session-messages.ts'
import { sceneAdvanced } from '#wire/session-view.ts'
import { outcomeStanding } from './actions.ts'
import type { GraphNames } from './graph-names.ts'

/** A line of the game's story. */
export type TimelineEntry = {
  id: string
  at: number
  state: State
  text: string
  detail?: string
  /** What the scene does by itself: there to be looked up, quieter than what people and players do. */
  minor?: true
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The line that an event is, or null for what tells nothing. */
export function timelineEntry(event: PublishedEvent, names: GraphNames): TimelineEntry | null {
  const line = (state: State, words: string, detail?: string): TimelineEntry => ({
    id: event.event_id,
    at: Date.parse(event.timestamp),
    state,
    text: words,
    ...(detail === undefined ? {} : { detail }),
  })
  const where = [event.controller_id, event.device_id].filter((part) => part !== undefined).join(' / ')
  const reason = reasonOf(event)
  switch (event.type) {
    case 'session_created':
      return line('waiting', 'Game asked for', text(event.payload.team))
    case 'session_started':
      return line('active', 'Game started')
    case 'scene_advanced':
      return advanced(event, names, line)
    case 'session_paused':
      return line('waiting', 'Clock paused')
    case 'session_resumed':
      return line('active', 'Goes on')
    case 'session_frozen':
      return line('attention', 'Frozen', alertOf(event)?.detail)
    case 'session_completed': {
      const outcome = text(event.payload.outcome) ?? viewOutcome(event)
      const standing = outcomeStanding(outcome ?? null)
      return line(standing.state, `Game over: ${standing.label.toLowerCase()}`)
    }
    case 'condition_began':
    case 'condition_ended':
      return conditionLine(event, line)
    case 'session_abandoned':
      return line('idle', 'Game ended early', reason)
    case 'session_faulted':
      return line('urgent', 'Game stopped by a fault', reason)
    case 'gm_action': {
      const action = gmAction.safeParse(event.payload)
      if (!action.success) return null
      const { by, action: command, reason: why } = action.data
      return line('idle', `${by}: ${commandWords(command, names)}`, why)
    }
    case 'gm_notice': {
      const level = event.payload.level
      return line(level === 'urgent' ? 'urgent' : level === 'attention' ? 'attention' : 'idle', reason ?? 'Notice')
    }
    case 'puzzle_started':
      return { ...line('active', `${puzzleName(event, names)} begins`), minor: true }
    case 'puzzle_solved':
      return line(
        'solved',
        `${puzzleName(event, names)} ${event.payload.overridden === true ? 'counts as solved' : 'is solved'}`,
        tookWords(event),
      )
    case 'puzzle_failed':
      return line('failed', `${puzzleName(event, names)} has failed`, tookWords(event))
    case 'puzzle_skipped':
      return line('attention', `${puzzleName(event, names)} was skipped`, tookWords(event))
    case 'puzzle_reset':
      return line('idle', `${puzzleName(event, names)} begins anew`)
    case 'hint_sent': {
      const hint = hintSent.safeParse(event.payload)
      if (!hint.success) return null
      const { text: words, picture, sound, video, screen, counts } = hint.data
      const shown = words === '' ? ([picture, sound, video].find((m) => m !== undefined) ?? '') : `“${words}”`
      return line('attention', `Hint on ${screen}: ${shown}`, counts ? undefined : 'does not count')
    }
    case 'media_cued': {
      const media = mediaCued.safeParse(event.payload)
      if (!media.success) return null
      const { op, source, channel, kind } = media.data
      return { ...line('idle', `${op} ${op === 'play' ? (source ?? kind) : channel}`), minor: true }
    }
    case 'light_cued': {
      const light = lightCued.safeParse(event.payload)
      if (!light.success) return null
      const { role, look, level, color } = light.data
      const to = [level === undefined ? '' : `${Math.round(level * 100)} %`, color ?? ''].filter((w) => w !== '')
      return { ...line('idle', `Light ${look ?? role ?? ''} ${to.join(' ')}`.trim()), minor: true }
    }
    case 'display_changed': {
      const display = displayChanged.safeParse(event.payload)
      if (!display.success) return null
      const { screen, show, text: words, source } = display.data
      const shown = show === 'clear' ? 'nothing' : show === 'text' ? `“${words ?? ''}”` : (source ?? show)
      return { ...line('idle', `Screen ${screen}: ${shown}`), minor: true }
    }
    case 'room_event':
      return { ...line('idle', `Event ${text(event.payload.name) ?? ''}`, text(event.payload.by)), minor: true }
    case 'scene_requested':
      return line('waiting', `Another scene is asked to ${event.payload.op === 'stop' ? 'stop' : 'start'}`)
    case 'checkpoint_passed':
      return line('solved', `Checkpoint ${text(event.payload.name) ?? ''}`.trim())
    case 'session_logged':
      return { ...line('idle', text(event.payload.message) ?? 'Log'), minor: true }
    case 'scene_published':
      return line('idle', `Version ${String(event.payload.version)} published`, text(event.payload.by))
    case 'scene_reloaded':
      return line('solved', `Now plays version ${String(event.payload.to)}`)
    case 'scene_reload_blocked':
      return line('attention', `Stays on version ${String(event.payload.from)}`)
    case 'scene_rolled_back':
      return line('attention', `Went back to version ${String(event.payload.to)}`, reason ?? text(event.payload.by))
    case 'scene_pending':
      return line('waiting', pendingWords(event.payload.pending))
    case 'device_command':
      return { ...line('idle', `${where}: ${text(event.payload.command) ?? 'command'}`), minor: true }
    case 'device_command_acknowledged': {
      const ack = commandAcknowledged.safeParse(event.payload)
      if (!ack.success || succeeded(ack.data.outcome)) return null
      return line('failed', `${where}: command ${ack.data.outcome}`, reason)
    }
    case 'controller_online':
      return line('solved', `${where} is back`)
    case 'controller_offline':
      return line('offline', `${where} is offline`, reason)
    case 'controller_error':
    case 'device_error':
      return line('failed', `${where} reports an error`, reason)
    case 'emergency_stop_triggered':
      return line('urgent', emergencyTitle(event, where), reason)
    case 'safety_alert':
    case 'security_alert':
      return line('urgent', reason ?? `Alert from ${where}`)
    case 'emergency_stop_cleared':
      return line('solved', `Emergency stop cleared by ${String(event.payload.by ?? 'somebody')}`, reason)
    default:
      return null
  }
}

const puzzleName = (event: PublishedEvent, names: GraphNames): string =>
  text(event.payload.name) ?? names.node(text(event.payload.node) ?? 'A puzzle')

const tookWords = (event: PublishedEvent): string | undefined => {
  const ended = puzzleEnded.safeParse(event.payload)
  return ended.success ? `after ${clockFace(ended.data.duration_ms)}` : undefined
}

type Line = (state: State, words: string, detail?: string) => TimelineEntry

function advanced(event: PublishedEvent, names: GraphNames, line: Line): TimelineEntry | null {
  const parsed = sceneAdvanced.safeParse(event.payload)
  return parsed.success ? stepLine(parsed.data, names, line) : null
}

/** A step: what was reached, and what made it so. That something came to its end is no reason worth a word. */
function stepLine(
  { entered, fired }: { entered: readonly string[]; fired: readonly string[] },
  names: GraphNames,
  line: Line,
): TimelineEntry | null {
  const reasons = fired.map(names.edge).filter((reason) => reason !== 'done')
  const because = reasons.length === 0 ? undefined : reasons.join(' · ')
  if (entered.length > 0) return line('active', entered.map(names.node).join(', '), because)
  return because === undefined ? null : line('idle', because)
}

/** The parts of a journal record that make lines. */
const journalSteps = z.object({
  /** What people asked for; other items tell nobody anything. */
  items: z.array(z.looseObject({ by: z.string().optional(), reason: z.string().optional() })).default([]),
  steps: z.array(
    z.object({ seq: z.number(), at: z.number(), entered: z.array(z.string()), fired: z.array(z.string()) }),
  ),
})

/** The lines of a journal record, newest first: what happened in a game before this page was opened. */
export function journalEntries(
  { entryId, record }: { entryId: string; record: unknown },
  names: GraphNames,
): TimelineEntry[] {
  const parsed = journalSteps.safeParse(record)
  if (!parsed.success) return []
  const { steps, items } = parsed.data
  const moved = steps.toReversed().flatMap((step) => {
    const line = stepLine(step, names, (state, text, detail) => ({
      id: `${entryId}/${step.seq}`,
      at: step.at,
      state,
      text,
      ...(detail === undefined ? {} : { detail }),
    }))
    return line === null ? [] : [line]
  })
  const deeds = items.flatMap(({ by, reason, input }, place) => {
    const asked = by === undefined ? null : askedIn(input)
    if (by === undefined || asked === null) return []
    const entry: TimelineEntry = {
      id: `${entryId}/${place}/${by}`,
      at: asked.at,
      state: 'idle',
      text: `${by}: ${commandWords(asked.command, names)}`,
    }
    return [reason === undefined ? entry : { ...entry, detail: reason }]
  })
  return [...moved, ...deeds.toReversed()].sort((a, b) => b.at - a.at)
}

/** The command that an input was, as far as a journal has it. */
function askedIn(input: unknown): { at: number; command: SessionCommand } | null {
  const parsed = z.looseObject({ type: z.string(), at: z.number(), by: z.number().optional() }).safeParse(input)
  if (!parsed.success) return null
  const { type, at, by, ...rest } = parsed.data
  const named = type === 'adjust' ? { command: 'adjust_timer', by_ms: by } : { command: type.replace('-', '_') }
  const command = sessionCommand.safeParse({ ...rest, ...named })
  return command.success ? { at, command: command.data } : null
}

const viewOutcome = (event: PublishedEvent): string | undefined => {
  const view = event.payload.view
  return typeof view === 'object' && view !== null && !Array.isArray(view) ? text(view.outcome) : undefined
}

const pendingWords = (pending: unknown): string =>
  typeof pending === 'object' && pending !== null && 'version' in pending
    ? `Version ${String(pending.version)} waits for the next checkpoint`
    : 'No version waits any more'

function commandWords(command: SessionCommand, names: GraphNames): string {
  switch (command.command) {
    case 'operator':
      return `“${names.action(command.action)}”`
    case 'event':
      return `event ${command.name}`
    case 'pause_clock':
      return 'paused the clock'
    case 'resume_clock':
      return 'let the clock go on'
    case 'freeze':
      return 'froze the game'
    case 'resume':
      return command.inputs === 'apply'
        ? 'resumed, with what happened meanwhile'
        : 'resumed, without what happened meanwhile'
    case 'adjust_timer': {
      const seconds = Math.round(command.by_ms / 1_000)
      return `${seconds < 0 ? 'took' : 'gave'} ${Math.abs(seconds)} s ${seconds < 0 ? 'from' : 'to'} “${names.timer({ id: command.timer })}”`
    }
    case 'roll_back':
      return 'took the game back to the former version'
    case 'take_version':
      return 'let the waiting version come now'
    case 'drop_version':
      return 'turned the waiting version away'
    case 'override':
      return `overrode ${names.node(command.node)}: it counts as solved`
    case 'bypass':
      return `bypassed ${names.node(command.node)}`
    case 'reset':
      return `began ${names.node(command.node)} anew`
    case 'jump':
      return `put the game back to ${names.node(command.node)}`
    case 'end':
      return command.outcome === undefined ? 'ended the game' : `ended the game: ${command.outcome}`
    case 'abandon':
      return 'abandoned the game'
  }
}

/** What of the house went away, and for how long it was (RT7). */
function conditionLine(event: PublishedEvent, line: Line): TimelineEntry | null {
  const read = conditionChange.safeParse(event.payload)
  if (!read.success) return null
  const { condition, since, until } = read.data
  const { title, level } = ABOUT[condition]
  return until === undefined ? line(level, title) : line('solved', `Back after ${span(until - since)}`, title)
}
