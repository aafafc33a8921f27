import type { DomainEventType } from '#wire/domain-event.ts'
import type { CheckpointPassed } from '#wire/events/checkpoint-passed.ts'
import type { DisplayChanged } from '#wire/events/display-changed.ts'
import type { HintSent } from '#wire/events/hint-sent.ts'
import type { LightCued } from '#wire/events/light-cued.ts'
import type { MediaCued } from '#wire/events/media-cued.ts'
import type { RoomEventPayload } from '#wire/events/room-event.ts'
import type { SceneRequested } from '#wire/events/scene-requested.ts'
import type { SessionLogged } from '#wire/events/session-logged.ts'
import type { DeviceAddress } from '#wire/names.ts'
import type { Bindings } from '#wire/session-messages.ts'
import type { Effect } from '../core/session.ts'

type Notice = { level: 'info' | 'attention' | 'urgent'; message: string }
type Payload =
  | Notice
  | MediaCued
  | LightCued
  | DisplayChanged
  | HintSent
  | RoomEventPayload
  | SceneRequested
  | SessionLogged
  | CheckpointPassed

/** What an effect is called on the wire; `device` is whom it is about. */
export type EffectEvent = { type: DomainEventType; payload: Payload; device?: DeviceAddress | undefined }

/** An effect as the domain event that the room is told. Pure; commands are sent, not told. */
export function effectEvent(effect: Exclude<Effect, { type: 'command' }>, bindings: Bindings): EffectEvent {
  switch (effect.type) {
    case 'notify':
      return told('gm_notice', { level: effect.level, message: effect.message })
    case 'media': {
      const { op, kind, channel = kind, source, volume, fade, loop } = effect
      return told('media_cued', {
        op,
        kind,
        channel,
        ...given({ source, volume: number(volume) }),
        fade_ms: fade,
        loop,
      })
    }
    case 'light': {
      const { role, look, level, color, fade } = effect
      const device = role === undefined ? undefined : bindings[role]
      const payload: LightCued = { ...given({ role, look, level: number(level), color }), fade_ms: fade }
      return { type: 'light_cued', payload, device }
    }
    case 'display': {
      const { screen, show, text, source } = effect
      return told('display_changed', { screen, show, ...given({ text, source }) })
    }
    case 'hint': {
      const { text, picture, sound, video, screen, counts } = effect
      return told('hint_sent', { text, ...given({ picture, sound, video }), screen, counts })
    }
    case 'emit':
      return told('room_event', { name: effect.event, data: { ...effect.data } })
    case 'scene':
      return told('scene_requested', { op: effect.op, graph_id: effect.graph, effect_id: effect.id })
    case 'log': {
      const { level, message, value } = effect
      return told('session_logged', { level, message, ...given({ value }) })
    }
    case 'checkpoint':
      return told('checkpoint_passed', { node: effect.node, name: effect.name })
  }
}

const told = <T extends Payload>(type: DomainEventType, payload: T): EffectEvent => ({ type, payload })

/** A level or a volume that was computed and is no number is left out: nobody can set a lamp to `"half"`. */
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Without what is undefined. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
