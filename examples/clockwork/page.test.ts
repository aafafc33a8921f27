import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { simulate } from '#scene-runtime/core/simulate.ts'
import { type SimulationInput, simulationInput } from '#scene-runtime/core/simulation-input.ts'
import { readGraph } from '../../bin/cli/read-graph.ts'

/**
 * What the room's own page says of each puzzle, played at its borders: the last value that is right and the first that
 * is not. Inputs are written from the page, not from the recordings beside.
 */
type Value = boolean | number | string
type Say = [at: number, ...values: [name: string, value: Value][]]

function inputs(says: readonly Say[]): SimulationInput[] {
  return says.flatMap(([at, ...values]) =>
    values.map(([name, value]) => {
      const [role, signal] = name.split('.')
      if (role === 'GM') return simulationInput.parse({ at, operator: { action: signal } })
      if (role === 'event') return simulationInput.parse({ at, event: { name: signal } })
      if (role === 'ack') return simulationInput.parse({ at, ack: { command: value, outcome: 'applied' } })
      return simulationInput.parse({ at, signal: { role, name: signal, value } })
    }),
  )
}

const graphs = new Map<string, Compiled>()

function play(graph: string, says: readonly Say[], until = 590_000) {
  const compiled = graphs.get(graph) ?? compile(readGraph(path.join(import.meta.dirname, `${graph}.json`)))
  graphs.set(graph, compiled)
  const lines = [...inputs(says), simulationInput.parse({ at: until, end: true })]
  return [...simulate(compiled, lines, { seed: 1, versions: new Map() })]
}

/** `at role.command(values)` of every command, and when which outcome came. */
function told(graph: string, says: readonly Say[]) {
  const trace = play(`puzzle-${graph}`, says)
  const end = trace.find(({ outcome }) => outcome !== null)
  return {
    ended: end === undefined ? null : `${end.outcome} ${end.at}`,
    commands: trace.flatMap(({ at, commands }) =>
      commands.map(({ role, command, params }) => `${at} ${role}.${command}(${Object.values(params)})`),
    ),
    fails: trace.at(-1)?.variables.fails,
  }
}
const ended = (graph: string, says: readonly Say[]) => told(graph, says).ended

const valves = (at: number, v1: number, v3: number, v4: number): Say => [
  at,
  ['gauge_1.valve_1_psi', v1],
  ['gauge_3.valve_3_psi', v3],
  ['gauge_4.valve_4_psi', v4],
]
const all = (at: number, of: Record<string, Value>): Say => [at, ...Object.entries(of)]
const keys = (from: number, gap: number, order: string): Say[] =>
  [...order].flatMap((k, i): Say[] => [
    [from + i * gap, [`key_${k}.button_${k}_pressed`, 1]],
    [from + i * gap + 100, [`key_${k}.button_${k}_pressed`, 0]],
  ])
const bells = (from: number, order: string): Say[] =>
  [...order].flatMap((b, i): Say[] => [
    [from + i * 1000, [`clue_buttons.button_${b}`, true]],
    [from + i * 1000 + 100, [`clue_buttons.button_${b}`, false]],
  ])
const columns = (from: number, order: string): Say[] =>
  order.split(' ').flatMap((b, i): Say[] => [
    [from + i * 100, [`button_${b}.state`, 'pressed']],
    [from + i * 100 + 50, [`button_${b}.state`, 'released']],
  ])
const round = (at: number, flags = '1:1:1:1:1:1:1:1'): Say => [at, ['floor_pads.round_result', flags]]

describe('what the page says', () => {
  it('pilot light: 1,500 K for a second, and ten seconds of fire and fog', () => {
    const { ended, commands } = told('pilot_light', [
      [1000, ['flame.color_temperature', 1499.9]],
      [2000, ['flame.color_temperature', 1500]],
      [2999, ['flame.color_temperature', 1499]],
      [4000, ['flame.color_temperature', 1500]],
    ])
    expect(ended).toBe('solved 15000')
    expect(commands.slice(1).map((c) => c.split(' ')[0])).toEqual(
      [50, 2000, 3000, 4600, 7200, 10_000, 10_000].map((ms) => String(5000 + ms)),
    )
  })

  it('the boiler room: a flame that is held over the five minutes counts whole', () => {
    const trace = play('intro-boiler', [[165_400 + 299_500, ['flame.color_temperature', 1500]]], 165_400 + 301_000)
    const fire = trace.find(({ commands }) => commands.some((c) => c.command === 'fire_leds_on'))
    expect(fire?.at).toBe(165_400 + 300_500 + 50)
  })

  it('gauges: three stages, ± 50 included, for a second', () => {
    const says = [
      valves(1000, 462, 818, 256),
      valves(3000, 870, 360, 700),
      valves(5000, 300, 850, 563),
      [6500, ['gauge_4.valve_4_psi', 562]] as Say,
      [8000, ['ack.', 'sim.9.0']] as Say,
    ]
    const { commands } = told('gauge', says)
    const when = (command: string) => commands.filter((c) => c.includes(command)).map((c) => c.split(' ')[0])
    expect([when('solved_1'), when('solved_2'), when('solved_3')]).toEqual([['2000'], ['4000'], ['7500']])
    expect([when('pattern_1'), when('pattern_2'), when('pattern_3')]).toEqual([['0'], ['2000'], ['4000']])
    expect(when('study_door.unlock')[0]).toBe('7500')
  })

  it('gears: 95 to 105 and −55 to −45 for a second, and only then the crawlspace', () => {
    const clear: Say = [0, ['crawlspace_clear.clear', true]]
    const { ended: at, commands } = told('gear', [
      clear,
      all(100, { 'gear_a.encoder_a_count': 105, 'gear_b.encoder_b_count': -55 }),
    ])
    expect(at).toBe('solved 1100')
    expect(commands.slice(-3)).toEqual([
      '1100 cues.play_cue(Q6)',
      '1100 crawlspace_door.open()',
      '1100 crawlspace_lights.crawlspace_on()',
    ])
    expect(
      ended('gear', [clear, all(100, { 'gear_a.encoder_a_count': 106, 'gear_b.encoder_b_count': -50 })]),
    ).toBeNull()
    expect(ended('gear', [clear, all(100, { 'gear_a.encoder_a_count': 95, 'gear_b.encoder_b_count': -44 })])).toBeNull()
  })

  it('riddle: 2, 1, 3; a wrong bell starts over', () => {
    const up: Say = [20_000, ['riddle_door.door_position', 2]]
    expect(ended('riddle', [...bells(1000, '213'), up])).toBe('solved 20000')
    expect(ended('riddle', [...bells(1000, '2113'), up])).toBeNull()
    expect(told('riddle', [...bells(1000, '1232213'), up])).toMatchObject({ ended: 'solved 20000', fails: 3 })
  })

  it('fuses: the switch counts only after everything is in place', () => {
    const placed = {
      ...{ 'fuse_a.resistor_value': 100, 'fuse_b.resistor_value': 200, 'fuse_c.resistor_value': 300 },
      ...Object.fromEntries([...'abcde'].map((t) => [`fuse_tag_${t}.rfid_tag`, `DEMOTAG_ROD_${t.toUpperCase()}`])),
    }
    const early = told('fuse', [
      [500, ['knife_switch.switch_state', 'ON']],
      all(1000, placed),
      [2000, ['knife_switch.switch_state', 'ON']],
      [3000, ['knife_switch.switch_state', 'OFF']],
    ])
    expect(early).toMatchObject({ ended: null, fails: 1 })
    expect(told('fuse', [all(1000, placed), [2000, ['knife_switch.switch_state', 'ON']]]).commands).toEqual([
      '2000 cues.play_cue(Q5)',
      '2000 fuse_actuator.actuator_reverse()',
      '2000 fuse_gate.unlock_gate()',
      '7000 fuse_gate.unlock_gate()',
      '12000 fuse_gate.unlock_gate()',
    ])
  })

  it('melody: gaps of three seconds at most, these included', () => {
    expect(ended('music', keys(1000, 3000, '135264'))).toBe('solved 16000')
    expect(ended('music', keys(1000, 3001, '135264'))).toBeNull()
    expect(ended('music', keys(1000, 500, '13135264'))).toBe('solved 4500')
    expect(ended('music', keys(1000, 500, '135246'))).toBeNull()
  })

  it('pilaster: only green red silver red black, in five presses; the clock hears each of them', () => {
    const clear: Say = [0, ['pilaster_clear.clear', true]]
    const right = told('pilaster', [clear, ...columns(100, 'green red silver red black')])
    expect(right.ended).toBe('solved 2500')
    expect(right.commands.slice(1, 6).map((c) => c.split(' ')[1])).toEqual(
      [1, 3, 2, 3, 4].map((n) => `great_clock.pilaster(${n})`),
    )
    expect(told('pilaster', [clear, ...columns(100, 'red green green silver')])).toMatchObject({
      ended: null,
      fails: 0,
    })
    expect(told('pilaster', [clear, ...columns(100, 'black black black black black')])).toMatchObject({ fails: 1 })
    const orders = ['green', 'silver', 'red', 'black']
    const lists = orders.flatMap((a) => orders.flatMap((b) => orders.map((c) => `green ${a} ${b} ${c}`)))
    const solved = lists.flatMap((four) =>
      orders
        .filter((last) => ended('pilaster', [clear, ...columns(100, `${four} ${last}`)]) !== null)
        .map((last) => `${four} ${last}`),
    )
    expect(solved).toEqual(['green red silver red black'])
  })

  it('floor: three whole rounds; one with a miss is sent again after two seconds', () => {
    const { ended, commands } = told('floor', [
      round(13_000),
      round(26_000, '1:1:0:1:1:1:1:1'),
      round(41_000),
      round(54_000),
    ])
    expect(ended).toBe('solved 54000')
    expect(commands).toEqual([
      '0 floor_lights.state(1)',
      '13000 floor_lights.state(2)',
      '28000 floor_lights.state(2)',
      '41000 floor_lights.state(3)',
      '54000 cues.play_cue(Q11)',
      '54000 floor_drawer.drawer(open)',
    ])
  })

  it('Kraken: 120 at full throttle, then none within five seconds; a wheel that was never heard stands at 0', () => {
    const helm = (at: number, throttle: number | null, wheel: number | null): Say => [
      at,
      ...(wheel === null ? [] : [['helm.wheel', wheel] as [string, Value]]),
      ...(throttle === null ? [] : [['helm.throttle', throttle] as [string, Value]]),
    ]
    const turned = (stop: number) => [
      helm(1000, 3, -37),
      helm(2000, null, 82),
      helm(3000, null, 83),
      helm(stop, 0, null),
    ]
    expect(ended('kraken', turned(8000))).toBe('solved 8000')
    expect(told('kraken', turned(8001))).toMatchObject({ ended: null, fails: 1 })
    expect(ended('kraken', [helm(1000, 3, null), helm(2000, null, 120), helm(3000, 0, null)])).toBe('solved 3000')
    expect(ended('kraken', [helm(1000, 2, 0), helm(2000, null, 120), helm(3000, 0, null)])).toBeNull()
    expect(
      ended('kraken', [
        helm(1000, 3, 0),
        helm(2000, 2, 60),
        helm(2500, 3, 60),
        helm(3000, null, 120),
        helm(4000, 0, 121),
      ]),
    ).toBeNull()
  })

  it('shooting: code 81 at six places in any order, other codes at none; a hit of the floor is the cuckoo', () => {
    const at = ['floor_ir.ir_received', 'safe_ir.ir_code', 'boiler_lever.boiler_ir_code']
    const rest = ['riddle_ir.ir_code', 'stairs_lever.stairs_ir_code', 'fan_ir.ir_code']
    const shots = [...at, ...rest].map((name, i): Say => [1000 * (i + 1), [name, 81]])
    expect(ended('shooting', shots)).toBe('solved 6000')
    expect(ended('shooting', [...shots.slice(0, 5), [6000, ['fan_ir.ir_code', 80]]])).toBeNull()
    expect(told('shooting', shots).commands).toContain('1000 cuckoo.solenoid(on)')
  })

  it('levers: shot, then pulled', () => {
    const both: Say[] = [
      [1000, ['boiler_lever.boiler_ir_code', 81]],
      [2000, ['stairs_lever.stairs_ir_code', 81], ['stairs_lever.stairs_photocell', 1]],
    ]
    expect(ended('lever_boiler', both)).toBeNull()
    expect(ended('lever_boiler', [...both, [3000, ['boiler_lever.boiler_photocell', 1]]])).toBe('solved 3000')
    const open: Say[] = [
      [1000, ['fan_ir.ir_code', 81], ['safe_ir.ir_code', 81]],
      [2000, ['fan_lever.lever_position', 'OPEN']],
    ]
    expect(ended('lever_fan_safe', open)).toBeNull()
    expect(told('lever_fan_safe', [...open, [2500, ['safe_lever.lever_position', 'OPEN']]])).toMatchObject({
      ended: 'solved 2500',
      commands: ['1000 fan_lock.unlock()', '1000 safe_solenoid.open()', '2500 cues.play_cue(Q15)', '2500 fan.on()'],
    })
    expect(ended('lever_riddle', [[1, ['riddle_lever.lever_position', 'OPEN']]])).toBeNull()
    expect(
      told('lever_riddle', [
        [1, ['riddle_ir.ir_code', 81]],
        [9, ['riddle_lever.lever_position', 'OPEN']],
      ]),
    ).toMatchObject({
      ended: 'solved 9',
      commands: ['1 riddle_lever_lock.unlock()', '9 cues.play_cue(Q16)', '9 riddle_lever_light.set_color(green)'],
    })
  })

  it('keys: each pair seen once, its lamp off', () => {
    const pair = (at: number, box: string, value = 1): Say => [at, [`${box}_box.${box}_pair`, value]]
    const three = [pair(100, 'green'), pair(200, 'green', 0), pair(300, 'yellow'), pair(400, 'blue')]
    expect(ended('key', three)).toBeNull()
    const { ended: at, commands } = told('key', [...three, pair(500, 'red')])
    expect(at).toBe('solved 500')
    expect(commands.slice(4)).toEqual([
      '100 green_box.green_box_led_off()',
      '300 yellow_box.yellow_box_led_off()',
      '400 blue_box.blue_box_led_off()',
      '500 red_box.red_box_led_off()',
      '500 cues.play_cue(Q10)',
    ])
  })

  it('vault: tag 17 for two seconds', () => {
    const tag = (at: number, n: number): Say => [at, ['vault_reader.vault_number', n]]
    expect(ended('vault', [tag(100, 17), tag(2099, 0), tag(3000, 17)])).toBe('solved 5000')
    expect(ended('vault', [tag(100, 16)])).toBeNull()
  })

  it('vials: each in its own place', () => {
    const vials = (order: string): Say =>
      all(
        100,
        Object.fromEntries(
          [...order].map((tag, i) => [`vial_${'abcdef'[i]}.rfid_tag_${'abcdef'[i]}`, `DEMOTAG_${tag}`]),
        ),
      )
    expect(told('chemical', [vials('ABCDEF')])).toMatchObject({
      ended: 'solved 100',
      commands: [
        '100 cues.play_cue(Q9)',
        '100 engine_block.actuator_down()',
        '100 chest_locks.unlock()',
        '100 lab_shelves.open()',
      ],
    })
    expect(ended('chemical', [vials('ABCDFE')])).toBeNull()
  })

  it('syringes: ± 5 included, all at once for a second', () => {
    const dials = (at: number, ...counts: number[]): Say =>
      all(
        at,
        Object.fromEntries(
          ['left_top', 'left_middle', 'left_bottom', 'right_top', 'right_middle', 'right_bottom'].map((d, i) => [
            `dial_${d}.encoder_count`,
            counts[i] ?? 0,
          ]),
        ),
      )
    const clear: Say = [0, ['small_crawlspace_clear.clear', true]]
    expect(ended('syringe', [clear, dials(100, 45, 75, 125, -35, -85, -115)])).toBe('solved 5100')
    expect(ended('syringe', [clear, dials(100, 46, 80, 120, -40, -80, -120)])).toBeNull()
  })

  it('crank: 50 or more, and two and three times as far, ± 0.2 included', () => {
    const crank = (bottom: number, a: number, b: number): Say[] => [
      [0, ['hall_door_clear.clear', true]],
      all(100, { 'crank.bottom': bottom, 'crank.top_a': a, 'crank.top_b': b }),
    ]
    expect(ended('crank', crank(50, 110, 140))).toBe('solved 100')
    expect(ended('crank', crank(100, 180, 320))).toBe('solved 100')
    for (const wrong of [crank(49, 98, 147), crank(50, 111, 150), crank(50, 100, 139)])
      expect(ended('crank', wrong)).toBeNull()
  })

  it('operator: eight resistors for a second', () => {
    const places = (values: string): Say =>
      all(100, Object.fromEntries([...values].map((v, i) => [`resistors.r${i + 1}`, Number(v)])))
    expect(ended('operator', [places('12344321')])).toBe('solved 1100')
    expect(ended('operator', [places('12344312')])).toBeNull()
  })

  it('password: 1862; a wrong one locks for three seconds', () => {
    const entered = (at: number, text: string): Say => [at, ['keypad.entered', text]]
    expect(ended('password', [entered(100, '1826'), entered(3099, '1862')])).toBeNull()
    expect(ended('password', [entered(100, '1826'), entered(3100, '1862')])).toBe('solved 3100')
  })

  it('Aether power: one press, and what follows it', () => {
    expect(told('aether_power', [[100, ['cube_button.button_state', 'PRESSED']]])).toEqual({
      ended: 'solved 2100',
      commands: [
        ...['100 laser.laser_lights(on)', '100 cues.play_cue(Q22)', '1100 wood_door.wood_door_maglock(close)'],
        '2100 vern_two.on()',
      ],
      fails: undefined,
    })
  })

  it('clock: all four works, in any order', () => {
    const says = (...works: string[]) => works.map((work, i): Say => [100 * (i + 1), [`event.${work}_solved`, true]])
    expect(ended('clock', says('operator', 'crank', 'shooting', 'pilaster'))).toBe('solved 5400')
    expect(ended('clock', says('operator', 'crank', 'shooting', 'shooting'))).toBeNull()
  })

  it('cube: four magnets for a second', () => {
    const magnets = (of: string): Say =>
      all(100, Object.fromEntries([...of].map((m) => [`magnet_${m}.magnet_detected`, true])))
    expect(told('cube', [magnets('abcd')]).commands[0]).toBe('1100 exit_door.exit_door_rwd(1)')
    expect(told('cube', [magnets('abc')]).commands).toEqual([])
  })
})
