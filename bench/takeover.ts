import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { until } from '#platform/testing/until.ts'
import { connectionTopic } from '#wire/topics.ts'
import { createReceiver, type Latencies } from './latency.ts'
import { BINDINGS, boardOf, lampTopicOf, roomOf, scene, sensorTopicOf } from './reaction-room.ts'
import { table, writeResults } from './results.ts'
import { type Started, startStack } from './stack.ts'

/**
 * npm run bench:takeover. Games of several rooms under load while runtimes join, leave properly and are killed: the
 * longest pause that players could notice (from when a press was due to its command), presses lost, commands doubled.
 */

const { values: args } = parseArgs({
  options: {
    rooms: { type: 'string', default: '4' },
    rate: { type: 'string', default: '400' },
    /** Between two happenings, s. */
    pause: { type: 'string', default: '5' },
  },
})

const UNDER_WAY_MS = 500
const rooms = Number(args.rooms)
const rate = Number(args.rate)
const pause = Number(args.pause)
const numbers = Array.from({ length: rooms }, (_, room) => room)

type Phase = { name: string; from: number }

async function main() {
  const stack = await startStack({ rooms: `reaction:${rooms}` })
  try {
    const first = await stack.startRuntime('first')
    const client = stack.client('receiver')
    await client.subscribeAsync(numbers.map(lampTopicOf), { qos: 1 })
    for (const room of numbers) {
      await client.publishAsync(connectionTopic(boardOf(room)), 'online', { qos: 1 })
      await stack.play(roomOf(room), `game-${room}`, scene('loop'), BINDINGS)
    }
    const topics = numbers.map((room) => sensorTopicOf(0, room))
    const count = rate * pause * 6
    const start = process.hrtime.bigint() + 50_000_000n
    const run = createReceiver(client).begin(start, rate, count)
    const published = stack.publish({ kind: 'schedule', topics, rate, count, start: String(start) })
    const phases: Phase[] = []
    const happens = async (name: string, what: () => Promise<unknown> | unknown) => {
      // What was due just before may still be under way: it is counted with what happens to it.
      phases.push({ name, from: Number(process.hrtime.bigint() - start) / 1e6 - UNDER_WAY_MS })
      const done = what()
      await wait(pause * 1000)
      await done
    }
    await happens('nothing', () => undefined)
    let second: Started | undefined
    await happens('a second process joins', async () => {
      second = await stack.startRuntime('second')
    })
    await happens('the first is stopped properly', () => {
      stack.forget('first')
      return first.stop()
    })
    await happens('a third joins', () => stack.startRuntime('third'))
    await happens('the second is killed (SIGKILL)', () => {
      stack.forget('second')
      second?.child.kill('SIGKILL')
    })
    await published
    await until(() => run.received === count, { timeout: 5000 }).catch(() => undefined)
    await client.endAsync()
    return phases.map((phase, i) => figuresOf(run, phase, phases[i + 1]?.from ?? Number.POSITIVE_INFINITY))
  } finally {
    await stack.stop()
  }
}

/** Of the presses that were due in a phase; by room, since not all of them move. */
function figuresOf({ latencies, arrivals, doubled }: Latencies, { name, from }: Phase, to: number) {
  let lost = 0
  let presses = 0
  const longest = numbers.map(() => 0)
  let resumed = 0
  latencies.forEach((latency, n) => {
    const due = (n * 1000) / rate
    if (due < from || due >= to) return
    presses += 1
    if (Number.isNaN(latency)) lost += 1
    else if (latency > (longest[n % rooms] ?? 0)) longest[n % rooms] = latency
    if (latency > 100) resumed = Math.max(resumed, (arrivals[n] ?? 0) - from - UNDER_WAY_MS)
  })
  return { name, presses, lost, doubled, longestPauseMs: Math.max(...longest), byRoom: longest, goesOnAfterMs: resumed }
}

const rows = await main()
process.stdout.write(
  table(
    rows.map((row) => ({
      happening: row.name,
      presses: row.presses,
      lost: row.lost,
      'doubled (of all)': row.doubled,
      'longest pause ms': Math.round(row.longestPauseMs),
      'by room ms': row.byRoom.map(Math.round).join(' '),
      'all go on after ms': Math.round(row.goesOnAfterMs),
    })),
  ),
)
await writeResults('takeover', { rooms, rate, rows })
process.exit(rows.some((row) => row.lost + row.doubled > 0) ? 1 : 0)
