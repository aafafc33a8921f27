import type { BoardDefinition, DeviceDefinition } from '../definition.ts'
import { input, slider } from '../kinds.ts'

const clear = (id: string, name: string): DeviceDefinition =>
  input({ id, name }, 'prox', { clear: { type: 'boolean', initial: true } })

/** What the scenes need and no real board has. */
export const sim: BoardDefinition = {
  controller_id: 'sim',
  controller_type: 'virtual',
  firmware_version: '1.0.0',
  wording: 'full',
  devices: [
    slider({ id: 'crawlspace_door', name: 'Crawlspace door' }, 4_000),
    slider({ id: 'small_crawlspace_door', name: 'Small crawlspace door' }, 4_000),
    slider({ id: 'lab_shelves', name: 'Lab shelves' }, 6_000),
    clear('crawlspace_clear', 'Crawlspace is clear'),
    clear('small_crawlspace_clear', 'Small crawlspace is clear'),
    clear('hall_door_clear', 'Hall door is clear'),
    clear('pilaster_clear', 'Pilaster is clear'),
    clear('tentacles_clear', 'Tentacles are clear'),
    input({ id: 'password_input', name: 'Keypad' }, 'keypad', {
      entered: {
        type: 'text',
        momentary: true,
        initial: '',
        presets: [
          { label: '1862', value: '1862' },
          { label: '1234', value: '1234' },
        ],
      },
    }),
    input({ id: 'gm', name: 'Game master’s button' }, 'button', {
      confirm: { type: 'boolean', momentary: true, initial: false, presets: [{ label: 'Confirm', value: true }] },
    }),
  ],
}
