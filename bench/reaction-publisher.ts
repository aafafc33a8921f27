import { createInterface } from 'node:readline'
import { connectMqtt } from '#platform/mqtt.ts'
import { ECHO_IN, sensorTopicOf } from './reaction-room.ts'

/**
 * Sends numbered sensor messages on a fixed schedule, whatever happens to them: message n is due at `start + n ·
 * interval`, by the machine's monotonic clock, and latencies are counted from there (no coordinated omission). It
 * sleeps in `Atomics.wait`, which wakes within tens of microseconds and leaves the processor to others; a timer would
 * be up to a millisecond late, as long as what is measured.
 * A line on standard input: {"to": "echo"|"room", "rate": per second, "count": n, "start": ns as text}.
 */
type Run = { to: 'echo' | 'room'; rate: number; count: number; start: string; devices: number }

const client = connectMqtt(process.argv[2] ?? '', { clientId: 'publisher' })
const cell = new Int32Array(new SharedArrayBuffer(4))
/** Counts on over all runs, as a board's own counter does: one that starts again looks like a redelivery. */
let seq = 0
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function run({ to, rate, count, start, devices }: Run): Promise<void> {
  const from = BigInt(start)
  let latest = 0
  for (let n = 0; n < count; n += 1) {
    const due = from + BigInt(Math.round((n * 1e9) / rate))
    for (;;) {
      const left = Number(due - process.hrtime.bigint()) / 1e6
      if (left <= 0) break
      // Longer waits leave room for acknowledgements to be read in between.
      Atomics.wait(cell, 0, 0, Math.min(left, 2))
      await turn()
    }
    latest = Math.max(latest, Number(process.hrtime.bigint() - due) / 1e6)
    const topic = to === 'echo' ? ECHO_IN : sensorTopicOf(n % devices)
    client.publish(topic, JSON.stringify({ v: 1, value: n, seq: ++seq, uptime_ms: Math.round(performance.now()) }), {
      qos: 1,
    })
    await turn()
  }
  process.stdout.write(`${JSON.stringify({ done: true, latestMs: latest })}\n`)
}

client.once('connect', () => process.stdout.write('ready\n'))
createInterface({ input: process.stdin }).on('line', (line) => void run(JSON.parse(line) as Run))
process.on('SIGTERM', () => void client.endAsync(true).then(() => process.exit(0)))
