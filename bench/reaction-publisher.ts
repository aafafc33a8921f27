import { createInterface } from 'node:readline'
import { connectMqtt } from '#platform/mqtt.ts'
import type { Published, PublisherRun } from './stack.ts'

/**
 * Sends numbered sensor messages. On a fixed schedule, whatever happens to them: message n is due at `start + n ·
 * interval`, by the machine's monotonic clock, and latencies are counted from there (no coordinated omission). It sleeps
 * in `Atomics.wait`, which wakes within tens of microseconds and leaves the processor to others; a timer would be up to
 * a millisecond late, as long as what is measured. Or in closed loop: a window of messages is under way, and each answer
 * lets the next one go.
 */
const client = connectMqtt(process.argv[2] ?? '', { clientId: 'publisher' })
const cell = new Int32Array(new SharedArrayBuffer(4))
/** Counts on over all runs, as a board's own counter does: one that starts again looks like a redelivery. */
let seq = 0
let answered: () => void = () => {}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function send(topic: string, value: number): void {
  seq += 1
  client.publish(topic, JSON.stringify({ v: 1, value, seq, uptime_ms: Math.round(performance.now()) }), { qos: 1 })
}

async function schedule(run: Extract<PublisherRun, { kind: 'schedule' }>): Promise<Published> {
  const { topics, rate, count } = run
  const from = BigInt(run.start)
  let latestMs = 0
  for (let n = 0; n < count; n += 1) {
    const due = from + BigInt(Math.round((n * 1e9) / rate))
    for (;;) {
      const left = Number(due - process.hrtime.bigint()) / 1e6
      if (left <= 0) break
      // Longer waits leave room for acknowledgements to be read in between.
      Atomics.wait(cell, 0, 0, Math.min(left, 2))
      await turn()
    }
    latestMs = Math.max(latestMs, Number(process.hrtime.bigint() - due) / 1e6)
    send(topics[n % topics.length] ?? '', n)
    await turn()
  }
  return { latestMs, perSecond: rate }
}

async function closed(run: Extract<PublisherRun, { kind: 'window' }>): Promise<Published> {
  const { topic, answers, window, seconds } = run
  await client.subscribeAsync(answers, { qos: 1 })
  const until = performance.now() + seconds * 1000
  let sent = 0
  let count = 0
  await new Promise<void>((resolve) => {
    answered = () => {
      count += 1
      if (performance.now() < until) send(topic, sent++)
      else if (count === sent) resolve()
    }
    while (sent < window) send(topic, sent++)
    // An answer that never comes would keep it for ever.
    setTimeout(resolve, seconds * 1000 + 5000).unref()
  })
  answered = () => {}
  await client.unsubscribeAsync(answers)
  return { latestMs: 0, perSecond: count / seconds }
}

client.on('message', () => answered())
client.once('connect', () => process.stdout.write('ready\n'))
createInterface({ input: process.stdin }).on('line', (line) => {
  const run = JSON.parse(line) as PublisherRun
  const done = run.kind === 'schedule' ? schedule(run) : closed(run)
  void done.then((published) => process.stdout.write(`${JSON.stringify(published)}\n`))
})
process.on('SIGTERM', () => void client.endAsync(true).then(() => process.exit(0)))
