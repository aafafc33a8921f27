import type { BoardDefinition, DeviceDefinition } from '../definition.ts'

const CUE_MS = 4_000
const VIDEO_MS = { loop: 35_000, intro: 150_000 }

const cues: DeviceDefinition = {
  device_id: 'cue_player',
  kind: 'audio',
  category: 'media',
  name: 'Sound cues',
  signals: { playing: { type: 'text', initial: '' } },
  inner: { _left: 0 },
  commands: {
    play_cue: {
      params: { cue: { type: 'text' } },
      effect: ({ params }) => ({ changes: { cue_player: { playing: String(params.cue ?? ''), _left: CUE_MS } } }),
    },
    stop: { effect: () => ({ changes: { cue_player: { playing: '', _left: 0 } } }) },
  },
  motion({ _left = 0, playing = '' }, dt) {
    const left = Math.max(0, Number(_left) - dt)
    return { _left: left, playing: left > 0 ? playing : '' }
  },
}

const video: DeviceDefinition = {
  device_id: 'intro_tv',
  kind: 'video',
  category: 'media',
  name: 'Intro TV',
  signals: { state: { type: 'text', initial: 'idle' } },
  inner: { _left: 0 },
  commands: {
    play_loop: { effect: () => ({ changes: { intro_tv: { state: 'loop', _left: VIDEO_MS.loop } } }) },
    play_intro: { effect: () => ({ changes: { intro_tv: { state: 'intro', _left: VIDEO_MS.intro } } }) },
    stop: { effect: () => ({ changes: { intro_tv: { state: 'idle', _left: 0 } } }) },
  },
  motion({ _left = 0, state = 'idle' }, dt) {
    const left = Math.max(0, Number(_left) - dt)
    if (left > 0 || state === 'idle') return { _left: left }
    return state === 'loop' ? { _left: VIDEO_MS.loop } : { _left: 0, state: 'idle' }
  },
}

export const audio: BoardDefinition = {
  controller_id: 'audio',
  controller_type: 'raspberry-pi',
  firmware_version: '1.2.0',
  wording: 'full',
  devices: [cues],
}

export const introVideoPlayer: BoardDefinition = {
  controller_id: 'intro_video_player',
  controller_type: 'raspberry-pi',
  firmware_version: '1.1.0',
  wording: 'full',
  devices: [video],
}
