import type { CommandDefinition, DeviceDefinition, Values } from './definition.ts'
import { towards } from './kinds.ts'

/** How a gauge's needle follows its valve. `raw` is what the valve reads at its ends; steps and steps a second. */
export type GaugeFacts = { number: number; raw: [number, number]; steps: number; speed: number }

const deviceOf = (number: number): string => `gauge_${number}`

/**
 * A valve and the needle that shows it. The signal is called psi and is the raw reading, as on the real boards; the
 * needle moves at its motor's speed and only while the gauges are active. `activate_gauges` of one is for all of its
 * board.
 */
export function gauge(facts: GaugeFacts, board: readonly number[]): DeviceDefinition {
  const { number, raw, steps, speed } = facts
  const id = deviceOf(number)
  const valve = `valve_${number}_psi`
  const needle = `gauge_${number}_position`
  const active = (on: boolean): CommandDefinition => ({
    effect: () => ({ changes: Object.fromEntries(board.map((one) => [deviceOf(one), { gauges_active: on }])) }),
  })
  const adjust = (changes: (values: Values) => Values): CommandDefinition => ({
    effect: ({ board: values }) => ({ changes: { [id]: changes(values[id] ?? {}) } }),
  })
  return {
    device_id: id,
    kind: 'gauge',
    category: 'sensor',
    name: `Gauge ${number}`,
    signals: {
      [valve]: { type: 'number', unit: 'raw', min: 0, max: 1023, input: true, initial: raw[0] },
      [needle]: { type: 'number', unit: 'steps', min: 0, max: steps, initial: 0 },
      gauges_active: { type: 'boolean', initial: false },
    },
    inner: { _offset: 0 },
    commands: {
      activate_gauges: active(true),
      deactivate_gauges: active(false),
      adjust_gauge_zero: {
        params: { steps: { type: 'number', unit: 'steps', min: -500, max: 500 } },
        effect: ({ params, board: values }) => ({
          changes: { [id]: { _offset: Number(values[id]?._offset ?? 0) + Number(params.steps ?? 0) } },
        }),
      },
      set_current_as_zero: adjust(() => ({ [needle]: 0, _offset: 0 })),
    },
    motion(values, dt) {
      const share = (Number(values[valve]) - raw[0]) / (raw[1] - raw[0])
      const shown = Math.min(1, Math.max(0, share)) * steps + Number(values._offset ?? 0)
      const target = values.gauges_active === true ? Math.round(Math.min(steps, Math.max(0, shown))) : 0
      return { [needle]: Math.round(towards(values[needle], target, (speed / 1000) * dt)) }
    },
  }
}

/** Gauges of one board. */
export const gauges = (all: readonly GaugeFacts[]): DeviceDefinition[] =>
  all.map((facts) =>
    gauge(
      facts,
      all.map(({ number }) => number),
    ),
  )
