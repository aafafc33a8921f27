import type { BoardDefinition } from '../definition.ts'
import { controllerItself, input, relay } from '../kinds.ts'

/** The flame that the team lights, and the boiler's fire. */
export const pilotLight: BoardDefinition = {
  controller_id: 'pilot_light',
  controller_type: 'teensy41',
  firmware_version: '1.4.0',
  wording: 'full',
  devices: [
    relay({ id: 'boiler_fire_leds', name: 'Fire in the boiler' }, 'fire_leds_on', 'fire_leds_off', 'light', 'led'),
    relay({ id: 'boiler_monitor_power_relay', name: 'Boiler monitor' }, 'monitor_on', 'monitor_off'),
    relay({ id: 'newell_power_relay', name: 'Power of the newel post' }, 'newell_power_on', 'newell_power_off'),
    relay({ id: 'flange_leds', name: 'Flange lights' }, 'flange_on', 'flange_off', 'light', 'led'),
    input({ id: 'pilotlight_color_sensor', name: 'Colour of the pilot flame' }, 'color', {
      color_temperature: {
        type: 'number',
        unit: 'K',
        min: 0,
        max: 10_000,
        initial: 0,
        presets: [
          { label: 'Out', value: 0 },
          { label: 'Too cold', value: 1_200 },
          { label: 'Burns', value: 2_800 },
        ],
      },
      lux: { type: 'number', unit: 'lx', min: 0, max: 100_000, initial: 4 },
    }),
    controllerItself('Pilot light board'),
  ],
}
