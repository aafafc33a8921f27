import type { BoardDefinition } from '../definition.ts'
import { gauges } from '../gauge.ts'

/** Words its reports with the signal's name as key and others beside it, as the real board does. */
export const gauge134: BoardDefinition = {
  controller_id: 'gauge_1_3_4',
  controller_type: 'teensy41',
  firmware_version: '1.9.2',
  wording: 'named',
  devices: gauges([
    { number: 1, raw: [10, 750], steps: 2300, speed: 700 },
    { number: 3, raw: [15, 896], steps: 2300, speed: 700 },
    { number: 4, raw: [10, 960], steps: 2300, speed: 700 },
  ]),
}
