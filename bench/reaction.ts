import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { MqttClient } from 'mqtt'
import { createEvent } from '#platform/events.ts'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { appendEvents, connectRedis } from '#platform/redis.ts'
import { until } from '#platform/testing/until.ts'
import { contentHash } from '#scene-graph/hash.ts'
import { graphVersion, sessionView } from '#wire/channels.ts'
import { connectionTopic } from '#wire/topics.ts'
import { bundle, cpuOf, type Part, startPart } from './processes.ts'
import { BINDINGS, BOARD, ECHO_OUT, LAMP_TOPIC, ROOM, SCENES, type SceneName, scene } from './reaction-room.ts'

/**
 * npm run bench:reaction. Sensor message → command message through everything that is durable (broker, gateway, Redis,
 * runtime with lease, journal and a scene, gateway, broker), at QoS 1, beside a bare echo on the same broker.
 */

const TOKEN = 'bench-token-of-no-secret'
const { values: args } = parseArgs({
  options: {
    rates: { type: 'string', default: '200,1000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    scenes: { type: 'string', default: 'loop,parallel' },
    /** Writes CPU profiles of gateway and runtime into bench/results. */
    profile: { type: 'boolean', default: false },
  },
})

type Figures = { sent: number; lost: number; p50: number; p99: number; max: number; publisherLateMs: number }
type Row = { system: string; rate: number; round: number; cpuPerMessageUs: Record<string, number> } & Figures

const parts: Part[] = []
const results = path.join(projectRoot, 'bench/results')

async function start(
  name: string,
  entry: string,
  ready: (line: string) => boolean,
  more: { env?: Record<string, string>; args?: string[]; execArgv?: string[] } = {},
) {
  const part = await startPart(name, await bundle(entry), { ready, ...more })
  parts.push(part)
  return part
}

/** Latencies of numbered commands, from when each message was due. */
function createReceiver(client: MqttClient) {
  let run: { start: bigint; rate: number; latencies: Float64Array; received: number } | null = null
  client.on('message', (_topic, payload) => {
    const now = process.hrtime.bigint()
    if (run === null) return
    const { params } = JSON.parse(payload.toString()) as { params: { n: number } }
    const due = run.start + BigInt(Math.round((params.n * 1e9) / run.rate))
    if (Number.isNaN(run.latencies[params.n])) run.received += 1
    run.latencies[params.n] = Number(now - due) / 1e6
  })
  return {
    begin(start: bigint, rate: number, count: number) {
      run = { start, rate, latencies: new Float64Array(count).fill(Number.NaN), received: 0 }
      return run
    },
  }
}

function figuresOf(latencies: Float64Array): Omit<Figures, 'publisherLateMs'> {
  const sorted = latencies.filter((value) => !Number.isNaN(value)).sort()
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0
  return {
    sent: latencies.length,
    lost: latencies.length - sorted.length,
    p50: at(0.5),
    p99: at(0.99),
    max: sorted.at(-1) ?? 0,
  }
}

async function main(): Promise<Row[]> {
  const seconds = Number(args.seconds)
  const rates = args.rates.split(',').map(Number)
  await mkdir(results, { recursive: true })
  const redisPort = await freePort()
  const redisServer = await startRedisServer({ port: redisPort })
  const redisAt = redisUrl({ port: redisPort })
  const redis = connectRedis(redisAt, { name: 'bench' })
  const rows: Row[] = []
  try {
    const broker = await start('broker', 'bench/reaction-broker.ts', (line) => line.startsWith('{"url"'))
    const brokerUrl = (JSON.parse(broker.line) as { url: string }).url
    const api = await start('registry', 'bench/reaction-registry.ts', (line) => line.startsWith('{"url"'))
    const apiUrl = (JSON.parse(api.line) as { url: string }).url
    const ready = (line: string) => line.includes('"message":"ready"')
    const execArgv = args.profile ? ['--cpu-prof', `--cpu-prof-dir=${results}`] : []
    const env = { REDIS_URL: redisAt, MQTT_URL: brokerUrl, API_URL: apiUrl, INTERNAL_TOKEN: TOKEN, DATABASE_URL: '' }
    const gateway = await start('gateway', 'bench/reaction-gateway.ts', ready, { env, execArgv })
    const runtime = await start('runtime', 'scene-runtime/main.ts', ready, { env, execArgv })
    const echo = await start('echo', 'bench/reaction-echo.ts', (line) => line === 'ready', { args: [brokerUrl] })
    const publisher = await start('publisher', 'bench/reaction-publisher.ts', (line) => line === 'ready', {
      args: [brokerUrl],
    })
    if (publisher.child.stdout === null || publisher.child.stdin === null) throw new Error('no pipe to the publisher')
    const said = createInterface({ input: publisher.child.stdout })
    const { stdin } = publisher.child

    const client = connectMqtt(brokerUrl, { clientId: 'receiver' })
    const receiver = createReceiver(client)
    await client.subscribeAsync([ECHO_OUT, LAMP_TOPIC], { qos: 1 })
    // Commands go to boards that are there only.
    await client.publishAsync(connectionTopic(BOARD), 'online', { qos: 1 })

    const measured = { broker, gateway, runtime, echo }
    const redisPid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1] ?? 0)
    const cpu = async () => ({
      ...Object.fromEntries(await Promise.all(Object.entries(measured).map(async ([n, p]) => [n, await p.cpuMs()]))),
      redis: await cpuOf(redisPid),
    })

    async function measure(system: string, to: 'echo' | 'room', rate: number, round: number, devices: number) {
      const count = Math.round(rate * seconds)
      const from = process.hrtime.bigint() + 50_000_000n
      const run = receiver.begin(from, rate, count)
      const before: Record<string, number> = await cpu()
      const done = nextLine(said)
      stdin.write(`${JSON.stringify({ to, rate, count, start: String(from), devices })}\n`)
      const { latestMs } = JSON.parse(await done) as { latestMs: number }
      // What has not come 2 s after the last message is lost.
      await until(() => run.received === count, { timeout: 2000 }).catch(() => undefined)
      const after: Record<string, number> = await cpu()
      const cpuPerMessageUs = Object.fromEntries(
        Object.entries(after).map(([name, ms]) => [name, Math.round(((ms - (before[name] ?? 0)) * 1000) / count)]),
      )
      const row: Row = { system, rate, round, ...figuresOf(run.latencies), publisherLateMs: latestMs, cpuPerMessageUs }
      rows.push(row)
      process.stderr.write(`${system} at ${rate}/s: p50 ${row.p50.toFixed(2)} p99 ${row.p99.toFixed(2)} ms\n`)
    }

    for (const name of args.scenes.split(',') as SceneName[]) {
      const session = `bench-${name}`
      const document = scene(name)
      const hash = contentHash(document)
      await redis.set(graphVersion(hash), JSON.stringify(document))
      const event = (type: 'session_created' | 'gm_action', payload: object) =>
        appendEvents(redis, [
          createEvent({
            type,
            ...ROOM,
            session_id: session,
            payload: JSON.parse(JSON.stringify(payload)),
            source: 'bench',
          }),
        ])
      await event('session_created', {
        session_id: session,
        graph_id: document.id,
        graph_name: document.name,
        version: 1,
        hash,
        bindings: BINDINGS,
        seed: 1,
      })
      await until(async () => (await redis.exists(sessionView(session))) === 1)
      const { devices } = SCENES[name]
      // Warm both up: the first thousand messages meet code that is not compiled yet.
      const silent = rows.length
      await measure('warm-up', 'echo', 500, 0, 1)
      await measure('warm-up', 'room', 500, 0, devices)
      rows.length = silent
      for (let round = 1; round <= Number(args.rounds); round += 1)
        for (const rate of rates) {
          await measure('echo', 'echo', rate, round, 1)
          await measure(name, 'room', rate, round, devices)
        }
      await event('gm_action', { session_id: session, by: 'bench', action: { command: 'end' } })
      await until(async () => (await redis.hlen(`sentient:sessions:${ROOM.tenant_id}:${ROOM.room_id}`)) === 0)
    }
    await client.endAsync()
  } finally {
    for (const part of parts.toReversed()) await part.stop()
    redis.disconnect()
    await redisServer.stop()
  }
  return rows
}

const nextLine = (lines: Interface) => new Promise<string>((resolve) => lines.once('line', resolve))

function print(rows: readonly Row[]): void {
  const ms = (value: number): string => value.toFixed(2).padStart(8)
  process.stdout.write('system      rate/s  lost   p50 ms   p99 ms   max ms  p50 ratio  p99 ratio\n')
  let echo: Row | undefined
  for (const row of rows) {
    if (row.system === 'echo') echo = row
    const ratio = (of: 'p50' | 'p99') =>
      row.system === 'echo' || echo === undefined ? '' : `${(row[of] / echo[of]).toFixed(2)}×`.padStart(11)
    process.stdout.write(
      `${row.system.padEnd(10)}${String(row.rate).padStart(8)}${String(row.lost).padStart(6)} ${ms(row.p50)} ${ms(row.p99)} ` +
        `${ms(row.max)}${ratio('p50')}${ratio('p99')}   cpu µs/message ${JSON.stringify(row.cpuPerMessageUs)}\n`,
    )
  }
}

const rows = await main()
print(rows)
const file = path.join(results, `reaction-${new Date().toISOString().replaceAll(':', '-')}.json`)
const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
await writeFile(file, `${JSON.stringify({ machine, seconds: Number(args.seconds), rows }, null, 2)}\n`)
process.stdout.write(`${path.relative(projectRoot, file)}\n`)
process.exit(rows.some((row) => row.lost > 0) ? 1 : 0)
