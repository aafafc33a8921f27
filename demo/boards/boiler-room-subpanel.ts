import type { BoardDefinition, DeviceDefinition } from '../definition.ts'
import { maglock, patternLight, relay, towards } from '../kinds.ts'

/** Travel of the lift from top to bottom, ms. It has no ends: it runs until it is told to stop. */
const LIFT_TRAVEL_MS = 12_000
const FOG = { usual: 500, least: 100, most: 3_000 }

const lift: DeviceDefinition = {
  device_id: 'intro_tv_lift',
  kind: 'motor',
  category: 'actuator',
  name: 'Lift of the intro TV',
  signals: {
    position: { type: 'number', unit: '%', min: 0, max: 100, initial: 0, description: '0 up, 100 down' },
    direction: { type: 'text', initial: 'stopped' },
  },
  commands: {
    lift_up: { effect: () => ({ changes: { intro_tv_lift: { direction: 'up' } } }) },
    lift_down: { effect: () => ({ changes: { intro_tv_lift: { direction: 'down' } } }) },
    lift_stop: { effect: () => ({ changes: { intro_tv_lift: { direction: 'stopped' } } }) },
  },
  motion({ position = 0, direction = 'stopped' }, dt) {
    if (direction === 'stopped') return {}
    return { position: towards(position, direction === 'down' ? 100 : 0, (100 / LIFT_TRAVEL_MS) * dt) }
  },
}

const fog: DeviceDefinition = {
  device_id: 'fog_trigger',
  kind: 'fog',
  category: 'effect',
  name: 'Fog machine',
  signals: { fogging: { type: 'boolean', initial: false } },
  inner: { _left: 0 },
  commands: {
    trigger: {
      params: { ms: { type: 'number', unit: 'ms', min: FOG.least, max: FOG.most, optional: true } },
      effect({ params, board }) {
        // The relay closes without power too; there is only no fog.
        const fogging = board.fog_power?.on === true
        return { changes: { fog_trigger: { fogging, _left: fogging ? Number(params.ms ?? FOG.usual) : 0 } } }
      },
    },
  },
  motion({ _left = 0 }, dt) {
    const left = Math.max(0, Number(_left) - dt)
    return { _left: left, fogging: left > 0 }
  },
}

/** TV, fog and the study door. */
export const boilerRoomSubpanel: BoardDefinition = {
  controller_id: 'boiler_room_subpanel',
  controller_type: 'teensy41',
  firmware_version: '2.3.1',
  wording: 'full',
  devices: [
    relay({ id: 'intro_tv_power', name: 'Power of the intro TV' }, 'power_on', 'power_off'),
    lift,
    relay({ id: 'fog_power', name: 'Power of the fog machine' }, 'power_on', 'power_off', 'effect'),
    fog,
    relay({ id: 'fog_ultrasonic', name: 'Ultrasonic fogger' }, 'ultrasonic_on', 'ultrasonic_off', 'effect'),
    maglock({ id: 'boiler_room_barrel', name: 'Barrel' }),
    {
      device_id: 'ir_sensor',
      kind: 'ir',
      category: 'sensor',
      name: 'Infrared receiver',
      signals: {
        ir_code: { type: 'number', momentary: true, input: true, initial: 0, presets: [{ label: 'Shot', value: 81 }] },
        active: { type: 'boolean', initial: false },
      },
      commands: {
        activate: { effect: () => ({ changes: { ir_sensor: { active: true } } }) },
        deactivate: { effect: () => ({ changes: { ir_sensor: { active: false } } }) },
      },
    },
    maglock({ id: 'study_door', name: 'Study door' }),
    patternLight(
      { id: 'gauge_progress_chest', name: 'Chest that shows the progress' },
      { solved_1: '15', solved_2: '30', solved_3: '45', clear: 'off' },
    ),
  ],
}
