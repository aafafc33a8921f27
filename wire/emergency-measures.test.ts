import { describe, expect, it } from 'vitest'
import { measuresOf } from './emergency-measures.ts'
import type { CommandDeclaration } from './messages/capabilities.ts'

const device = (kind: string, commands: Record<string, Partial<CommandDeclaration>>, limits = {}) => ({
  kind,
  commands: new Map(Object.entries(commands).map(([name, said]) => [name, { params: {}, ...said }])),
  limits,
})
const given = (of: ReturnType<typeof device>, level: 1 | 2 | 3) =>
  measuresOf(of, level).map(({ command, params }) => [command, params])
const brightness = { type: 'number' as const, min: 0, max: 255 }

describe('what an emergency stop gives to a device', () => {
  it.each([
    ['maglock', ['lock', 'unlock'], 1, []],
    ['maglock', ['lock', 'unlock'], 2, ['unlock']],
    ['maglock', ['lock', 'unlock'], 3, ['unlock']],
    ['motor', ['lift_up', 'lift_down', 'lift_stop'], 1, []],
    ['motor', ['lift_up', 'lift_down', 'lift_stop'], 2, ['lift_stop']],
    ['motor', ['start', 'stop', 'slow'], 2, ['stop']],
    ['door', ['open', 'stop', 'unlock'], 2, ['stop', 'unlock']],
    ['audio', ['play_cue', 'stop'], 1, ['stop']],
    ['video', ['play_loop', 'stop'], 2, ['stop']],
    ['fog', ['trigger'], 2, []],
    ['fog', ['trigger', 'off'], 1, ['off']],
    ['laser', ['on', 'off'], 1, ['off']],
    ['led', ['fire_leds_on', 'fire_leds_off'], 1, ['fire_leds_on']],
    ['relay', ['on', 'off', 'power_on'], 3, []],
    ['button', [], 3, []],
  ] as const)('%s with %j at level %i: %j', (kind, commands, level, expected) => {
    const of = device(kind, Object.fromEntries(commands.map((name) => [name, {}])))
    expect(given(of, level).map(([command]) => command)).toEqual(expected)
  })

  it('lights go as high as board and installer let them', () => {
    const light = device('dimmer', { set_brightness: { params: { brightness } } })
    expect(given(light, 1)).toEqual([['set_brightness', { brightness: 255 }]])
    const limited = { set_brightness: { params: { brightness: { max: 180 } } } }
    expect(given({ ...light, limits: limited }, 1)).toEqual([['set_brightness', { brightness: 180 }]])
  })

  it('never guesses a parameter', () => {
    expect(given(device('motor', { stop: { params: { ramp_ms: { type: 'number', max: 500 } } } }), 2)).toEqual([])
    const optional = { stop: { params: { ramp_ms: { type: 'number' as const, optional: true } } } }
    expect(given(device('motor', optional), 2)).toEqual([['stop', {}]])
  })

  it('a declaration goes before the table, the installer before the board', () => {
    const relay = device('relay', { on: { emergency: { level: 1, params: {} } }, off: {} })
    expect(given(relay, 1)).toEqual([['on', {}]])
    const chest = device('maglock', { lock: {}, unlock: { emergency: false } })
    expect(given(chest, 3)).toEqual([])
    const overruled = { ...chest, limits: { unlock: { emergency: { level: 2 as const, params: {} } } } }
    expect(given(overruled, 1)).toEqual([])
    expect(given(overruled, 2)).toEqual([['unlock', {}]])
  })

  it('lower levels come first', () => {
    const station = device('station', {
      unlock: { emergency: { level: 2, params: {} } },
      led_on: { emergency: { level: 1, params: {} } },
    })
    expect(given(station, 2).map(([command]) => command)).toEqual(['led_on', 'unlock'])
  })
})
