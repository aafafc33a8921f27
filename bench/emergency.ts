import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { close, listen } from '#platform/http.ts'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { until } from '#platform/testing/until.ts'
import { emergencyReports } from '#wire/emergency.ts'
import { EMERGENCY_DEVICE } from '#wire/names.ts'
import { ROOM, registryOf } from './emergency-room.ts'
import { bundle, type Part, startPart } from './processes.ts'

/**
 * npm run bench:emergency. From the API's request at the gateway's door to the acknowledgement of the last board, as an
 * observer on the broker sees it: at rest, under load, and with Redis and the API (so the database) gone.
 */
const TOKEN = 'bench-token-of-no-secret'
const { values: args } = parseArgs({
  options: {
    boards: { type: 'string', default: '100' },
    presses: { type: 'string', default: '20' },
    /** Sensor reports a second of all boards together. */
    load: { type: 'string', default: '2000' },
  },
})
const boards = Number(args.boards)
const presses = Number(args.presses)

type Row = {
  condition: string
  load: number
  presses: number
  /** ms from the press: the middle and the worst of the first boards', and of the last boards' acknowledgements. */
  first: { p50: number; max: number }
  last: { p50: number; max: number }
  /** The last board with all of its devices, as the gateway reports it. */
  reported: number
  missing: number
}

const parts: Part[] = []

async function main(): Promise<Row[]> {
  const ports = { redis: await freePort(), door: await freePort() }
  const registry = createServer((_request, response) => response.end(JSON.stringify(registryOf(boards))))
  await listen(registry, 0, '127.0.0.1')
  const address = registry.address()
  if (address === null || typeof address === 'string') throw new Error('the registry does not listen')
  const redis = await startRedisServer({ port: ports.redis })
  let stores = true
  const takeStores = async (): Promise<void> => {
    if (!stores) return
    stores = false
    await Promise.all([close(registry), redis.stop()])
  }
  try {
    const startBundle = async (name: string, entry: string, ready: (line: string) => boolean, more = {}) => {
      const part = await startPart(name, await bundle(entry), { ready, ...more })
      parts.push(part)
      return part
    }
    const broker = await startBundle('broker', 'bench/reaction-broker.ts', (line) => line.startsWith('{"url"'))
    const brokerUrl = (JSON.parse(broker.line) as { url: string }).url
    await startBundle('gateway', 'bench/reaction-gateway.ts', (line) => line.includes('"message":"ready"'), {
      env: {
        REDIS_URL: redisUrl({ port: ports.redis }),
        MQTT_URL: brokerUrl,
        API_URL: `http://127.0.0.1:${address.port}`,
        INTERNAL_TOKEN: TOKEN,
        DATABASE_URL: '',
        GATEWAY_PORT: String(ports.door),
        STUDIO_DATA_DIR: path.join(projectRoot, 'bench/.build'),
      },
    })
    const room = await startBundle('boards', 'bench/emergency-boards.ts', (line) => line === 'ready', {
      args: [brokerUrl, String(boards)],
    })

    const observer = connectMqtt(brokerUrl, { clientId: 'observer' })
    const heard = new Map<string, number>()
    observer.on('message', (topic) => {
      if (!heard.has(topic)) heard.set(topic, performance.now())
    })
    await observer.subscribeAsync(`${ROOM.tenant_id}/${ROOM.room_id}/status/+/${EMERGENCY_DEVICE}/ack`, { qos: 1 })

    const ask = async (route: string, body?: object) => {
      const response = await fetch(`http://127.0.0.1:${ports.door}/internal/emergency${route}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'x-internal-token': TOKEN },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`)
      return emergencyReports.parse(await response.json()).rooms[0]
    }
    const by = { by: 'bench', actor: 'bench' }

    async function press(n: number): Promise<{ first: number; last: number; reported: number; missing: number }> {
      heard.clear()
      const from = performance.now()
      await ask('/stop', { stop_id: `bench-${n}-${Date.now()}`, ...ROOM, level: 2, cause: 'bench', ...by })
      await until(() => heard.size === boards, { timeout: 5_000, every: 1 }).catch(() => undefined)
      const times = [...heard.values()].map((at) => at - from)
      const report = await until(async () => {
        const now = await ask(`?tenant=${ROOM.tenant_id}`)
        return now?.boards.every(({ standing }) => standing === 'acknowledged') ? now : undefined
      }).catch(() => ask(`?tenant=${ROOM.tenant_id}`))
      heard.clear()
      await ask('/clear', { ...ROOM, reason: 'bench', ...by })
      await until(() => heard.size === boards).catch(() => undefined)
      return {
        first: Math.min(...times),
        last: Math.max(...times),
        reported: Math.max(...(report?.boards.map(({ after_ms }) => after_ms ?? Number.NaN) ?? [Number.NaN])),
        missing: boards - times.length,
      }
    }

    const rows: Row[] = []
    let n = 0
    async function measure(condition: string, load: number): Promise<void> {
      room.child.stdin?.write(`${JSON.stringify({ chatter: load })}\n`)
      await wait(1_500)
      const runs: Awaited<ReturnType<typeof press>>[] = []
      for (let i = 0; i < presses; i += 1) {
        runs.push(await press(++n))
        await wait(100)
      }
      const summary = (of: 'first' | 'last') => {
        const sorted = runs.map((run) => run[of]).sort((a, b) => a - b)
        return { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 }
      }
      const row: Row = {
        condition,
        load,
        presses,
        first: summary('first'),
        last: summary('last'),
        reported: Math.max(...runs.map(({ reported }) => reported)),
        missing: runs.reduce((sum, { missing }) => sum + missing, 0),
      }
      rows.push(row)
      process.stderr.write(`${condition} at ${load}/s: last board p50 ${row.last.p50.toFixed(1)} ms\n`)
    }

    const load = Number(args.load)
    await measure('warm-up', 0)
    rows.length = 0
    await measure('at rest', 0)
    await measure('under load', load)
    await takeStores()
    await measure('no Redis, no API', 0)
    await measure('no Redis, no API, load', load)
    await observer.endAsync()
    return rows
  } finally {
    for (const part of parts.toReversed()) await part.stop()
    await takeStores()
  }
}

const rows = await main()
const ms = (value: number): string => value.toFixed(1).padStart(8)
process.stdout.write(`press → acknowledgement of ${boards} boards, ms\n`)
process.stdout.write('condition               load/s  first p50  last p50  last max  with devices, max  missing\n')
for (const row of rows)
  process.stdout.write(
    `${row.condition.padEnd(24)}${String(row.load).padStart(6)}   ${ms(row.first.p50)}  ${ms(row.last.p50)}  ` +
      `${ms(row.last.max)}           ${ms(row.reported)} ${String(row.missing).padStart(8)}\n`,
  )
const results = path.join(projectRoot, 'bench/results')
await mkdir(results, { recursive: true })
const file = path.join(results, `emergency-${new Date().toISOString().replaceAll(':', '-')}.json`)
const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
await writeFile(file, `${JSON.stringify({ machine, boards, rows }, null, 2)}\n`)
process.stdout.write(`${path.relative(projectRoot, file)}\n`)
process.exit(rows.some((row) => row.missing > 0) ? 1 : 0)
