import type { BoardDefinition, DeviceDefinition } from '../definition.ts'
import { gauges } from '../gauge.ts'
import { input, patternLight } from '../kinds.ts'

const lever = (number: number, colour: string): DeviceDefinition =>
  input({ id: `lever_${number}_${colour}`, name: `Lever ${number}, ${colour}` }, 'photocell', {
    state: { type: 'boolean', initial: false, description: 'OPEN when light falls on the cell' },
  })

/** Needle 6, the seven levers and the clock of lights on the ceiling. */
export const gauge6Leds: BoardDefinition = {
  controller_id: 'gauge_6_leds',
  controller_type: 'teensy41',
  firmware_version: '1.9.2',
  wording: 'named',
  devices: [
    ...gauges([{ number: 6, raw: [225, 500], steps: 700, speed: 800 }]),
    ...['red', 'blue', 'green', 'white', 'orange', 'yellow', 'purple'].map((colour, i) => lever(i + 1, colour)),
    patternLight(
      { id: 'ceiling_leds', name: 'Clock on the ceiling' },
      {
        ceiling_off: 'off',
        ceiling_pattern_1: '2 blue, 7 green',
        ceiling_pattern_2: '1 red, 5 white, 8 orange',
        ceiling_pattern_3: '1 purple, 2 blue, 5 yellow, 7 green',
      },
    ),
    patternLight(
      { id: 'gauge_leds', name: 'Lights of the gauges' },
      {
        flicker_off: 'off',
        flicker_mode_1: 'flicker 1',
        flicker_mode_2: 'flicker 2',
        flicker_mode_3: 'flicker 3',
        gauge_leds_on: 'on',
        gauge_leds_off: 'off',
      },
    ),
  ],
}
