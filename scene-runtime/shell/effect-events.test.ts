import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compile } from '#scene-graph/compile/compile.ts'
import { checkpointPassed } from '#wire/events/checkpoint-passed.ts'
import { displayChanged } from '#wire/events/display-changed.ts'
import { hintSent } from '#wire/events/hint-sent.ts'
import { lightCued } from '#wire/events/light-cued.ts'
import { mediaCued } from '#wire/events/media-cued.ts'
import { roomEvent } from '#wire/events/room-event.ts'
import { sceneRequested } from '#wire/events/scene-requested.ts'
import { sessionLogged } from '#wire/events/session-logged.ts'
import { start } from '../core/start.ts'
import { effectEvent } from './effect-events.ts'
import { BINDINGS, graph } from './testing/scenes.ts'

/** What a scene that does these things on entry tells of them. */
function told(...entry: object[]) {
  const compiled = compile(
    graph({
      schemaVersion: 1,
      id: 'g',
      kind: 'scene',
      name: 'g',
      roles: { lamp: { commands: { on: {} } }, ghost: { commands: {} } },
      variables: { volume: { type: 'number', initial: 0.25 } },
      nodes: [
        { id: 'start', type: 'checkpoint', data: { name: 'The start' } },
        { id: 'a', type: 'state', data: { entry } },
      ],
      edges: [{ id: 'e', source: 'start', target: 'a' }],
    }),
  )
  const known = { signals: {}, health: {} }
  const { records } = start(compiled, { sessionId: 's', seed: 1, at: 0, known })
  return records
    .flatMap((record) => record.effects)
    .flatMap((effect) => (effect.type === 'command' ? [] : [{ id: effect.id, ...effectEvent(effect, BINDINGS) }]))
}

const variable = (name: string) => ({ type: 'variable', name })

describe('RT2 what an effect is called on the wire', () => {
  it.each([
    ['checkpoint_passed', { node: 'start', name: 'The start' }, checkpointPassed, null],
    [
      'media_cued',
      { op: 'play', kind: 'voice', channel: 'voice', source: 'a.ogg', volume: 0.25, fade_ms: 0, loop: false },
      mediaCued,
      { type: 'media', kind: 'voice', source: 'a.ogg', volume: variable('volume') },
    ],
    [
      'light_cued',
      { role: 'lamp', level: 1, fade_ms: 20 },
      lightCued,
      { type: 'light', role: 'lamp', level: 1, fade: 20 },
    ],
    ['light_cued', { look: 'dusk', fade_ms: 0 }, lightCued, { type: 'light', look: 'dusk' }],
    ['display_changed', { screen: 'main', show: 'text', text: 'Hi' }, displayChanged, { type: 'display', text: 'Hi' }],
    [
      'hint_sent',
      { text: 'Up', sound: 'up.ogg', screen: 'main', counts: true },
      hintSent,
      { type: 'hint', text: 'Up', sound: 'up.ogg' },
    ],
    [
      'room_event',
      { name: 'door.open', data: { loud: 0.25 } },
      roomEvent,
      { type: 'emit', event: 'door.open', data: { loud: variable('volume') } },
    ],
    [
      'scene_requested',
      { op: 'start', graph_id: 'music', effect_id: 's.0.1' },
      sceneRequested,
      { type: 'scene', op: 'start', graph: 'music' },
    ],
    [
      'session_logged',
      { level: 'info', message: 'm', value: 0.25 },
      sessionLogged,
      { type: 'log', message: 'm', value: variable('volume') },
    ],
    [
      'gm_notice',
      { level: 'urgent', message: 'm' },
      z.object({ level: z.string(), message: z.string() }),
      { type: 'notify', level: 'urgent', message: 'm' },
    ],
  ])('%s %j', (type, payload, schema, action) => {
    const events = told(...(action === null ? [] : [action]))
    const event = events.at(-1)
    expect(event).toMatchObject({ type, payload })
    expect(event?.payload).toEqual(payload)
    expect(schema.parse(event?.payload)).toEqual(payload)
  })

  it('a light names the device that plays its role, and none when nobody does', () => {
    const [, lamp, ghost, look] = told(
      { type: 'light', role: 'lamp', level: 1 },
      { type: 'light', role: 'ghost', level: 1 },
      { type: 'light', look: 'dusk' },
    )
    expect([lamp?.device, ghost?.device, look?.device]).toEqual([BINDINGS.lamp, undefined, undefined])
  })

  it('a level that an event brought along and that is no number is left out', () => {
    const { payload } = effectEvent({ type: 'light', id: 's.0.0', role: 'lamp', level: 'half', fade: 0 }, BINDINGS)
    expect(payload).toEqual({ role: 'lamp', fade_ms: 0 })
  })

  it('ids are those of the step, in order', () => {
    const ids = told({ type: 'log', message: 'a' }, { type: 'log', message: 'b' }).map((event) => event.id)
    expect(ids).toEqual(['s.0.0', 's.0.1', 's.0.2'])
  })
})
