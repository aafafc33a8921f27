import type { MqttClient } from 'mqtt'

/** Latencies of numbered commands, counted from when the message that caused each was due (no coordinated omission). */

export type Latencies = {
  /** ns of the machine's monotonic clock at which message 0 was due. */
  readonly start: bigint
  readonly rate: number
  /** By number, ms; NaN: nothing came. */
  readonly latencies: Float64Array
  /** By number, when its first command came, ms after `start`. */
  readonly arrivals: Float64Array
  received: number
  /** Commands that came again. */
  doubled: number
}

export type Figures = { sent: number; lost: number; doubled: number; p50: number; p99: number; max: number }

/** Counts the commands that come to a client which is subscribed to them. One run at a time. */
export function createReceiver(client: MqttClient) {
  let run: Latencies | null = null
  client.on('message', (_topic, payload) => {
    const now = process.hrtime.bigint()
    if (run === null) return
    const { n } = (JSON.parse(payload.toString()) as { params: { n: number } }).params
    if (n < 0 || n >= run.latencies.length) return
    if (!Number.isNaN(run.latencies[n])) {
      run.doubled += 1
      return
    }
    run.received += 1
    run.arrivals[n] = Number(now - run.start) / 1e6
    run.latencies[n] = (run.arrivals[n] ?? 0) - (n * 1000) / run.rate
  })
  return {
    begin(start: bigint, rate: number, count: number): Latencies {
      const none = () => new Float64Array(count).fill(Number.NaN)
      run = { start, rate, latencies: none(), arrivals: none(), received: 0, doubled: 0 }
      return run
    },
  }
}

export function figuresOf({ latencies, doubled }: Pick<Latencies, 'latencies' | 'doubled'>): Figures {
  const sorted = latencies.filter((value) => !Number.isNaN(value)).sort()
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0
  return {
    sent: latencies.length,
    lost: latencies.length - sorted.length,
    doubled,
    p50: at(0.5),
    p99: at(0.99),
    max: sorted.at(-1) ?? 0,
  }
}
