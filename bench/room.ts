import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { until } from '#platform/testing/until.ts'
import { roomPresence, roomSignals } from '#wire/channels.ts'
import { connectionTopic } from '#wire/topics.ts'
import { boardOf, CONTROLLERS, chatterBindings, countTopic, DEVICES, lampTopic, roomOf } from './chatter-rooms.ts'
import { createReceiver, figuresOf } from './latency.ts'
import { COUNTERS, scene } from './reaction-room.ts'
import { table, writeResults } from './results.ts'
import { type Stack, type Started, startStack } from './stack.ts'

/**
 * npm run bench:room. Rooms of 100 controllers with 1,000 devices at their normal chatter: every sensor reports once in
 * 20 s (--every), and in each room five presses a second (--presses) are to be answered by commands. How long that takes, whether any
 * was lost, and whether the last report of every sensor is known.
 */

const { values: args } = parseArgs({
  options: {
    rooms: { type: 'string', default: '1,50' },
    seconds: { type: 'string', default: '30' },
    every: { type: 'string', default: '20' },
    presses: { type: 'string', default: '5' },
  },
})

async function measure(rooms: number) {
  const seconds = Number(args.seconds)
  const numbers = Array.from({ length: rooms }, (_, room) => room)
  const stack = await startStack({ rooms: `chatter:${rooms}` })
  try {
    await stack.startRuntime('runtime')
    const client = stack.client('receiver')
    await client.subscribeAsync(numbers.map(lampTopic), { qos: 1 })
    for (const room of numbers)
      await client.publishAsync(connectionTopic(boardOf(room, CONTROLLERS - 1)), 'online', { qos: 1 })
    for (const room of numbers) await stack.play(roomOf(room), `game-${room}`, scene('asking'), chatterBindings)
    const boards = await stack.start('boards', 'bench/chatter-boards.ts', (line) => line === 'ready', {
      args: [stack.brokerUrl, String(rooms), args.every, String(Math.min(500, rooms * CONTROLLERS))],
    })
    const topics = Array.from({ length: COUNTERS * rooms }, (_, n) => countTopic(n % rooms, Math.floor(n / rooms)))
    const rate = rooms * Number(args.presses)
    const press = async (count: number) => {
      const start = process.hrtime.bigint() + 50_000_000n
      const run = receiver.begin(start, rate, count)
      await stack.publish({ kind: 'schedule', topics, rate, count, start: String(start) })
      await until(() => run.received === count, { timeout: 5000 }).catch(() => undefined)
      return run
    }
    const receiver = createReceiver(client)
    await settled(stack, rooms)
    // Code that is not compiled yet is met, and what the boards' coming online left behind is worked off.
    for (let tries = 0; tries < 10 && figuresOf(await press(rate * 5)).lost > 0; tries += 1);
    const before = await stack.cpu()
    const run = await press(rate * seconds)
    const after = await stack.cpu()
    const { sent, sensors } = await silence(boards)
    const unknown = await unknownLast(stack, rooms, sent, sensors)
    await client.endAsync()
    const busy = Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / seconds / 10] as const)
    return {
      rooms,
      devices: rooms * CONTROLLERS * DEVICES,
      reportsPerSecond: Math.round(sensors / Number(args.every)),
      pressesPerSecond: rate,
      ...figuresOf(run),
      unknown,
      busyPercent: Object.fromEntries(busy.map(([name, percent]) => [name, Math.round(percent)])),
    }
  } finally {
    await stack.stop()
  }
}

/** Every board has been heard: a room full of them comes online at once, which is nobody's normal chatter. */
async function settled(stack: Stack, rooms: number): Promise<void> {
  const online = async (): Promise<number> => {
    let boards = 0
    for (let room = 0; room < rooms; room += 1) boards += await stack.redis.hlen(roomPresence(roomOf(room)))
    return boards
  }
  await until(async () => (await online()) === rooms * CONTROLLERS, { timeout: 120_000 })
}

/** Lets the boards fall silent: how many reports they sent, of how many sensors. */
async function silence({ child }: Started): Promise<{ sent: number; sensors: number }> {
  const { stdin, stdout } = child
  if (stdout === null || stdin === null) throw new Error('no pipe to the boards')
  const said = new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve))
  stdin.write('stop\n')
  return JSON.parse(await said) as { sent: number; sensors: number }
}

/** Sensors whose last report is not what is known of them: theirs was lost. */
async function unknownLast(stack: Stack, rooms: number, sent: number, sensors: number): Promise<number> {
  const count = async (): Promise<number> => {
    let wrong = 0
    for (let room = 0; room < rooms; room += 1) {
      const known = await stack.redis.hgetall(roomSignals(roomOf(room)))
      for (let n = room; n < sensors; n += rooms) {
        const last = Math.ceil((sent - n) / sensors) - 1
        const place = Math.floor(n / rooms)
        const field = `board-${place % CONTROLLERS}/sensor-${Math.floor(place / CONTROLLERS)}/level`
        const text = known[field]
        if (last >= 0 && (text === undefined || (JSON.parse(text) as { value: number }).value !== last)) wrong += 1
      }
    }
    return wrong
  }
  await until(async () => (await count()) === 0, { timeout: 5000 }).catch(() => undefined)
  return count()
}

const rows = []
for (const rooms of args.rooms.split(',').map(Number)) rows.push(await measure(rooms))
process.stdout.write(
  table(
    rows.map((row) => ({
      rooms: row.rooms,
      devices: row.devices,
      'reports/s': row.reportsPerSecond,
      'presses/s': row.pressesPerSecond,
      'p50 ms': row.p50,
      'p99 ms': row.p99,
      'max ms': row.max,
      'presses lost': row.lost,
      doubled: row.doubled,
      'last reports lost': row.unknown,
      'cpu %': Object.entries(row.busyPercent)
        .map(([name, percent]) => `${name} ${percent}`)
        .join(', '),
    })),
  ),
)
await writeResults('room', { seconds: Number(args.seconds), every: Number(args.every), rows })
process.exit(rows.some((row) => row.lost + row.unknown > 0) ? 1 : 0)
