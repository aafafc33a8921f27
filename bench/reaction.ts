import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { messageOf } from '#platform/log.ts'
import { until } from '#platform/testing/until.ts'
import { connectionTopic } from '#wire/topics.ts'
import { createReceiver, type Figures, figuresOf } from './latency.ts'
import { RED_OUT, redTopicOf, startNodeRed } from './node-red.ts'
import type { Part } from './processes.ts'
import {
  BINDINGS,
  BOARD,
  ECHO_IN,
  ECHO_OUT,
  LAMP_TOPIC,
  ROOM,
  SCENES,
  type SceneName,
  scene,
  sensorTopicOf,
} from './reaction-room.ts'
import { resultsDir, table, writeResults } from './results.ts'
import { type Stack, startStack } from './stack.ts'

/**
 * npm run bench:reaction. Sensor message → command message through everything that is durable (broker, gateway, Redis,
 * runtime with lease, journal and a scene, gateway, broker), at QoS 1, beside a bare echo and beside Node-RED with the
 * same logic in memory, on the same broker in the same run.
 */

const { values: args } = parseArgs({
  options: {
    rates: { type: 'string', default: '200,1000,3000,6000,10000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    scenes: { type: 'string', default: 'loop,parallel' },
    /** Messages under way at once in closed loop; 0 leaves it out. */
    window: { type: 'string', default: '64' },
    'without-node-red': { type: 'boolean', default: false },
    /** Writes CPU profiles of gateway and runtime into bench/results. */
    profile: { type: 'boolean', default: false },
  },
})

type System = { name: string; topics: readonly string[]; answers: string }
type Row = { system: string; rate: number | 'closed'; round: number; cpuPerMessageUs: Record<string, number> } & (
  | ({ publisherLateMs: number } & Figures)
  | { perSecond: number }
)

const topicsOf = (topicOf: (n: number) => string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => topicOf(n))

const perMessage = (before: Record<string, number>, after: Record<string, number>, count: number) =>
  Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, Math.round(((ms - (before[name] ?? 0)) * 1000) / count)]),
  )

function createMeasurements(stack: Stack, receiver: ReturnType<typeof createReceiver>, others: readonly Part[]) {
  const seconds = Number(args.seconds)
  const cpu = async (): Promise<Record<string, number>> => ({
    ...(await stack.cpu()),
    ...Object.fromEntries(await Promise.all(others.map(async (part) => [part.name, await part.cpuMs()] as const))),
  })
  return {
    async open(system: System, rate: number, round: number): Promise<Row> {
      const count = Math.round(rate * seconds)
      const start = process.hrtime.bigint() + 50_000_000n
      const run = receiver.begin(start, rate, count)
      const before = await cpu()
      const { topics } = system
      const { latestMs } = await stack.publish({ kind: 'schedule', topics, rate, count, start: String(start) })
      // What has not come 5 s after the last message is lost.
      await until(() => run.received === count, { timeout: 5000 }).catch(() => undefined)
      const cpuPerMessageUs = perMessage(before, await cpu(), count)
      return { system: system.name, rate, round, ...figuresOf(run), publisherLateMs: latestMs, cpuPerMessageUs }
    },

    async closed(system: System, round: number): Promise<Row> {
      const before = await cpu()
      const [topic = ''] = system.topics
      const window = Number(args.window)
      const { perSecond } = await stack.publish({ kind: 'window', topic, answers: system.answers, window, seconds })
      const cpuPerMessageUs = perMessage(before, await cpu(), perSecond * seconds)
      return { system: system.name, rate: 'closed', round, perSecond, cpuPerMessageUs }
    },
  }
}

async function nodeRed(stack: Stack): Promise<Part | null> {
  if (args['without-node-red']) return null
  try {
    return await startNodeRed(stack.brokerUrl)
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return null
  }
}

async function main(): Promise<Row[]> {
  await mkdir(resultsDir, { recursive: true })
  const rows: Row[] = []
  const stack = await startStack({ rooms: 'reaction:1', profile: args.profile })
  let red: Part | null = null
  try {
    await stack.startRuntime('runtime')
    await stack.start('echo', 'bench/reaction-echo.ts', (line) => line === 'ready', { args: [stack.brokerUrl] })
    red = await nodeRed(stack)
    const client = stack.client('receiver')
    await client.subscribeAsync([ECHO_OUT, RED_OUT, LAMP_TOPIC], { qos: 1 })
    // Commands go to boards that are there only.
    await client.publishAsync(connectionTopic(BOARD), 'online', { qos: 1 })
    const measurements = createMeasurements(stack, createReceiver(client), red === null ? [] : [red])

    for (const name of args.scenes.split(',') as SceneName[]) {
      const { devices } = SCENES[name]
      const systems: System[] = [
        { name: 'echo', topics: [ECHO_IN], answers: ECHO_OUT },
        ...(red === null ? [] : [{ name: 'node-red', topics: topicsOf(redTopicOf, devices), answers: RED_OUT }]),
        { name, topics: topicsOf(sensorTopicOf, devices), answers: LAMP_TOPIC },
      ]
      await stack.play(ROOM, `bench-${name}`, scene(name), BINDINGS)
      // Warm all up: the first thousands of messages meet code that is not compiled yet.
      for (const system of systems) await measurements.open(system, 500, 0)
      for (let round = 1; round <= Number(args.rounds); round += 1) {
        for (const rate of args.rates.split(',').map(Number))
          for (const system of systems) tell(rows, await measurements.open(system, rate, round))
        if (args.window !== '0') for (const system of systems) tell(rows, await measurements.closed(system, round))
      }
      await stack.end(ROOM, `bench-${name}`)
    }
    await client.endAsync()
  } finally {
    await red?.stop()
    await stack.stop()
  }
  return rows
}

function tell(rows: Row[], row: Row): void {
  rows.push(row)
  const figures = 'p50' in row ? `p50 ${row.p50.toFixed(2)} p99 ${row.p99.toFixed(2)} ms` : `${row.perSecond}/s`
  process.stderr.write(`${row.system} at ${row.rate}: ${figures}\n`)
}

/** Beside the echo, and beside Node-RED, of the same rate in the same round: what the design's figures are about. */
function shown(row: Row, rows: readonly Row[]) {
  const place = rows.indexOf(row)
  const other = (name: string) => rows.slice(0, place + 1).findLast((r) => r.system === name && r.rate === row.rate)
  const ratio = (to: string, of: 'p50' | 'p99'): string => {
    const beside = other(to)
    if (beside === undefined || beside === row || !('p50' in beside) || !('p50' in row)) return ''
    return `${(row[of] / beside[of]).toFixed(2)}×`
  }
  const figures = 'p50' in row ? row : { lost: 0, p50: '', p99: '', max: '' }
  return {
    system: row.system,
    rate: row.rate,
    lost: figures.lost,
    'p50 ms': figures.p50,
    'p99 ms': figures.p99,
    'max ms': figures.max,
    'per second': 'perSecond' in row ? Math.round(row.perSecond) : '',
    'p50/echo': ratio('echo', 'p50'),
    'p99/echo': ratio('echo', 'p99'),
    'p99/node-red': row.system === 'echo' ? '' : ratio('node-red', 'p99'),
    'cpu µs/message': Object.entries(row.cpuPerMessageUs)
      .flatMap(([name, us]) => (us < 5 || name === 'publisher' || name === 'registry' ? [] : [`${name} ${us}`]))
      .join(', '),
  }
}

const rows = await main()
process.stdout.write(table(rows.map((row) => shown(row, rows))))
await writeResults('reaction', { seconds: Number(args.seconds), window: Number(args.window), rows })
process.exit(rows.some((row) => 'lost' in row && row.lost > 0) ? 1 : 0)
