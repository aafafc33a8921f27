import type { BoardDefinition } from '../definition.ts'
import { boilerRoomSubpanel } from './boiler-room-subpanel.ts'
import { gauge134 } from './gauge-1-3-4.ts'
import { gauge6Leds } from './gauge-6-leds.ts'
import { mainLighting } from './main-lighting.ts'
import { audio, introVideoPlayer } from './media.ts'
import { pilotLight } from './pilot-light.ts'
import { sim } from './sim.ts'

/** Where the demo's boards stand. */
export const DEMO_ROOM = { tenant: 'paragon', room: 'clockwork' }

/** The boards of Clockwork's first scene. */
export const DEMO_BOARDS: readonly BoardDefinition[] = [
  boilerRoomSubpanel,
  pilotLight,
  gauge134,
  gauge6Leds,
  mainLighting,
  introVideoPlayer,
  audio,
  sim,
]
