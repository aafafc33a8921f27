import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../bin/studio.ts'

/** The Clockwork room whole: every puzzle and scene is there, can be won, is not won by mistakes, and fits the room. */
const folder = import.meta.dirname
const SCENES = ['intro-boiler', 'betrayal', 'study', 'kraken', 'lab', 'plan', 'clock', 'escape']
const PUZZLES = [
  ...['pilot_light', 'gauge', 'gear', 'riddle', 'fuse', 'music', 'pilaster', 'floor'],
  ...['kraken', 'gun_drawers', 'shooting', 'lever_boiler', 'lever_fan_safe', 'lever_riddle'],
  ...['key', 'vault', 'chemical', 'syringe', 'crank'],
  ...['operator', 'lightbox_paper', 'password', 'aether_power', 'clock', 'cube'],
]
const GRAPHS = [...SCENES, ...PUZZLES.map((puzzle) => `puzzle-${puzzle}`), 'clockwork', 'safety-check']
const OUTCOMES: Record<string, string> = { betrayal: 'completed', plan: 'completed', 'safety-check': 'clear' }

const file = (name: string): string => path.join(folder, name)

function run(...args: string[]): { code: number | Promise<number>; out: string[]; err: string[] } {
  const out: string[] = []
  const err: string[] = []
  const code = main(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  return { code, out, err }
}

type Line = {
  at: number
  outcome: string | null
  active: string[]
  commands: { role: string; command: string; params: Record<string, unknown> }[]
  effects: { type: string; level?: string }[]
}

function play(graph: string, way: 'win' | 'fail'): Line[] {
  const { code, out, err } = run('simulate', file(`${graph}.json`), '--inputs', file(`${graph}.${way}.jsonl`))
  expect({ code, err }).toEqual({ code: 0, err: [] })
  return out.map((line) => JSON.parse(line))
}

/** `role.command(values)` of each command from the moment on when `first` was sent, with the ms that passed. */
function outputs(graph: string, first: string): string[] {
  const sent = play(graph, 'win').flatMap(({ at, commands }) =>
    commands.map(({ role, command, params }) => ({ at, text: `${role}.${command}(${Object.values(params)})` })),
  )
  const from = sent.findIndex(({ text }) => text === first)
  expect(from).toBeGreaterThanOrEqual(0)
  return sent.slice(from).map(({ at, text }) => `${at - (sent[from]?.at ?? 0)} ${text}`)
}

describe('Clockwork', () => {
  it('has eight scenes and 25 puzzles', () => {
    expect([SCENES.length, PUZZLES.length]).toEqual([8, 25])
    expect(GRAPHS.filter((name) => !existsSync(file(`${name}.json`)))).toEqual([])
  })

  it.each(GRAPHS)('%s has nothing to warn of, and devices of the full room play its roles', (name) => {
    const { code, out } = run('validate', file(`${name}.json`), '--room', file('full-room.json'))
    expect({ code, out }).toEqual({ code: 0, out: [expect.stringMatching(/: fine$/)] })
  })

  it('the room of the demo plays the first scene', () => {
    const { out } = run('validate', file('intro-boiler.json'), '--room', file('room.json'))
    expect(out).toEqual([expect.stringMatching(/: fine$/)])
  })

  it.each(GRAPHS)('%s is won by its winning inputs', (name) => {
    expect(play(name, 'win').at(-1)?.outcome).toBe(OUTCOMES[name] ?? 'solved')
  })

  it.each(GRAPHS)('%s is not won by wrong ones', (name) => {
    expect(play(name, 'fail').at(-1)?.outcome).toBeNull()
  })

  it.each(PUZZLES)('%s that takes too long is told to the game master, and goes on', (name) => {
    const told = play(`puzzle-${name}`, 'fail').filter(({ effects }) =>
      effects.some(({ type, level }) => type === 'notify' && level === 'attention'),
    )
    expect(told.map(({ outcome }) => outcome)).toEqual([null])
  })

  // One player has all the cues, and two puzzles tell the great clock its state in turn: that is how the room is.
  const shared = /both command "(cues|great_clock)"$/
  it.each(GRAPHS)('no trap is found in %s, and it ends with any one device dead', { timeout: 60_000 }, (name) => {
    const { out } = run('analyse', file(`${name}.json`), '--json', '--max-states', '200')
    const { findings }: { findings: { severity: string; message: string }[] } = JSON.parse(out.join('\n'))
    expect(findings.filter((f) => f.severity !== 'info' && !shared.test(f.message))).toEqual([])
  })

  it('the full room has 35 boards with 253 devices, and three players beside them', () => {
    const { devices } = JSON.parse(readFileSync(file('full-room.json'), 'utf8'))
    const beside = new Set(['audio', 'intro_video_player', 'sim'])
    const boards = devices.filter((d: { controller_id: string }) => !beside.has(d.controller_id))
    expect(new Set(boards.map((d: { controller_id: string }) => d.controller_id)).size).toBe(35)
    expect(boards).toHaveLength(253)
    expect(new Set(devices.map((d: { controller_id: string }) => d.controller_id)).size).toBe(38)
  })
})

describe('what happens when a puzzle is solved', () => {
  it.each([
    [
      'pilot_light',
      'fire.fire_leds_on()',
      [
        ...['0 fire.fire_leds_on()', '1950 fog.trigger(2500)', '2950 cues.play_cue(Q3)', '4550 fog.trigger(2500)'],
        ...['7150 fog.trigger(2500)', '9950 fire.fire_leds_off()', '9950 fog_power.power_off()'],
      ],
    ],
    [
      'pilaster',
      'cues.play_cue(Q17)',
      ['0 cues.play_cue(Q17)', '0 panel_b.drop_panel()', '1000 panel_c.drop_panel()', '2000 panel_d.drop_panel()'],
    ],
    [
      'gun_drawers',
      'cues.play_cue(Q12)',
      [
        ...['0 cues.play_cue(Q12)', '0 drawer_elegant.release_drawer()', '500 drawer_alchemist.release_drawer()'],
        ...['1000 drawer_bounty.release_drawer()', '1500 drawer_mechanic.release_drawer()'],
      ],
    ],
    [
      'crank',
      'cues.play_cue(Q21)',
      [...['0 cues.play_cue(Q21)', '0 hall_door.metal_door_rwd(1)', '0 vern_one.on()'], '0 newel_post.stepper_up()'],
    ],
    [
      'aether_power',
      'laser.laser_lights(on)',
      [
        ...['0 laser.laser_lights(on)', '0 cues.play_cue(Q22)', '1000 wood_door.wood_door_maglock(close)'],
        '2000 vern_two.on()',
      ],
    ],
    [
      'clock',
      'great_clock.state(5)',
      [
        '0 great_clock.state(5)',
        '0 cues.play_cue(Q20)',
        '0 clock_fog.fog_machine(on)',
        '5000 clock_fog.fog_machine(off)',
      ],
    ],
  ])('%s', (name, first, expected) => {
    expect(outputs(`puzzle-${name}`, first)).toEqual(expected)
  })
})
