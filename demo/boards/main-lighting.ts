import type { BoardDefinition } from '../definition.ts'
import { colourLight, dimmer, relay } from '../kinds.ts'

/** The lights of the rooms. */
export const mainLighting: BoardDefinition = {
  controller_id: 'main_lighting',
  controller_type: 'teensy41',
  firmware_version: '3.0.0',
  wording: 'bare',
  devices: [
    dimmer({ id: 'study_lights', name: 'Study' }),
    dimmer({ id: 'boiler_lights', name: 'Boiler room' }),
    colourLight({ id: 'lab_lights_squares', name: 'Lab, squares' }, 'squares'),
    colourLight({ id: 'lab_lights_grates', name: 'Lab, grates' }, 'grates'),
    relay({ id: 'sconces', name: 'Sconces' }, 'sconces_on', 'sconces_off', 'light'),
    relay({ id: 'crawlspace_lights', name: 'Crawlspace' }, 'crawlspace_on', 'crawlspace_off', 'light'),
  ],
}
