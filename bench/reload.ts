import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Redis } from 'ioredis'
import { createEvent } from '#platform/events.ts'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { createLog } from '#platform/log.ts'
import { connectRedis } from '#platform/redis.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { until } from '#platform/testing/until.ts'
import { contentHash } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { DEVICE_COMMANDS, DOMAIN_EVENTS, graphVersion, sessionView, VERSIONS_NUDGE } from '#wire/channels.ts'
import { bundle, type Part, startPart } from './processes.ts'
import { BINDINGS, CORNERS, largeScene } from './reload-scene.ts'

/**
 * npm run bench:reload (HR9). Games of a scene of a thousand nodes are moved to another version while inputs flow: how
 * long it takes for all of them, how long any of them answered nothing, and whether an input was lost or a command
 * went twice. A Redis and a runtime process of their own; every input asks for exactly one command that names it.
 */

const { values: args } = parseArgs({
  options: {
    sessions: { type: 'string', default: '50' },
    /** Rooms that they are in: games of one room move together. */
    rooms: { type: 'string', default: '50' },
    /** Inputs a second, of all games. */
    rate: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
  },
})
const [sessions, rooms, rate, rounds] = [args.sessions, args.rooms, args.rate, args.rounds].map(Number) as [
  number,
  number,
  number,
  number,
]
const TENANT = 'bench'
const roomOf = (session: number): string => `room-${session % rooms}`
const nameOf = (session: number): string => `s-${session}`
const log = createLog('bench', { level: 'warn' })

type Round = {
  /** From the publication to the last game that says it moved. */
  totalMs: number
  /** CPU time of the runtime meanwhile, inputs included: what a busy machine does not change. */
  cpuMs: number
  /** Longest time from an input to its command: before, and while they moved. */
  quietMs: number
  longestMs: number
  inputs: number
  lost: number
  doubled: number
}

/** What was sent and what came of it. */
function createLedger() {
  const sent = new Map<number, number>()
  const answered = new Map<number, number>()
  const latencies: { at: number; ms: number }[] = []
  let doubled = 0
  return {
    sent,
    send: (n: number) => sent.set(n, performance.now()),
    command(text: string) {
      const { params } = JSON.parse(text) as { params: { n?: number } }
      if (typeof params.n !== 'number') return
      const at = sent.get(params.n)
      if (answered.has(params.n)) doubled += 1
      else if (at !== undefined) latencies.push({ at, ms: performance.now() - at })
      answered.set(params.n, performance.now())
    },
    all: () => answered.size === sent.size,
    lost: () => sent.size - answered.size,
    doubled: () => doubled,
    longest: (from: number, to: number) =>
      Math.max(0, ...latencies.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms)),
  }
}

async function main(): Promise<void> {
  const port = await freePort()
  const server = await startRedisServer({ port })
  const redis = connectRedis(redisUrl({ port }), { name: 'bench', log })
  const ears = connectRedis(redisUrl({ port }), { name: 'bench-ears', log })
  const runtime = await startPart('scene-runtime', await bundle('scene-runtime/main.ts'), {
    env: { REDIS_URL: redisUrl({ port }) },
    ready: (line) => line.includes('"message":"ready"'),
  })
  const done: Round[] = []
  try {
    let version = largeScene(1)
    await store(redis, version)
    await Promise.all(Array.from({ length: sessions }, (_, n) => begin(redis, n, version)))
    for (let n = 0; n < sessions; n += 1)
      await until(async () => (await redis.exists(sessionView(nameOf(n)))) === 1, { timeout: 60_000 })
    for (let round = 0; round < rounds; round += 1) {
      version = largeScene(round + 2)
      done.push(await measure(redis, ears, runtime, version, round + 2))
    }
  } finally {
    await runtime.stop()
    redis.disconnect()
    ears.disconnect()
    await server.stop()
  }
  await report(done)
}

const store = (redis: Redis, scene: SceneGraph) => redis.set(graphVersion(contentHash(scene)), JSON.stringify(scene))

const begin = (redis: Redis, n: number, scene: SceneGraph) =>
  appendEvents(redis, [
    createEvent({
      ...{ type: 'session_created', tenant_id: TENANT, room_id: roomOf(n), session_id: nameOf(n), source: 'bench' },
      payload: {
        ...{ session_id: nameOf(n), graph_id: scene.id, graph_name: scene.name, version: 1, seed: n },
        ...{ hash: contentHash(scene), bindings: BINDINGS(n) },
      },
    }),
  ])

let next = 0

async function measure(redis: Redis, ears: Redis, runtime: Part, scene: SceneGraph, number: number): Promise<Round> {
  const ledger = createLedger()
  const moved = new Map<string, number>()
  const hear = (channel: string, text: string) => {
    if (channel === DEVICE_COMMANDS) ledger.command(text)
    else if (text.includes('"scene_reloaded"') || text.includes('"scene_reload_blocked"')) {
      const { type, session_id } = JSON.parse(text) as { type: string; session_id: string }
      if (type === 'scene_reload_blocked') throw new Error(`${session_id} was blocked: ${text.slice(0, 2_000)}`)
      if (type === 'scene_reloaded') moved.set(session_id, performance.now())
    }
  }
  ears.on('message', hear)
  await ears.subscribe(DEVICE_COMMANDS, DOMAIN_EVENTS)
  let flowing = true
  const load = (async () => {
    const from = performance.now()
    for (let sent = 0; flowing; ) {
      const due = Math.floor(((performance.now() - from) * rate) / 1_000)
      const batch = Array.from({ length: Math.max(0, due - sent) }, () => press(ledger, next++))
      sent = Math.max(sent, due)
      if (batch.length > 0) await appendEvents(redis, batch)
      await wait(2)
    }
  })()
  const warm = performance.now()
  await wait(1_000)
  // As the API does at the rehearsal: whoever publishes has looked at it for a while.
  await store(redis, scene)
  await redis.publish(VERSIONS_NUDGE, contentHash(scene))
  await wait(2_000)
  const cpu = await runtime.cpuMs()
  const published = performance.now()
  const hash = contentHash(scene)
  await appendEvents(
    redis,
    Array.from({ length: rooms }, (_, n) =>
      createEvent({
        ...{ type: 'scene_published', tenant_id: TENANT, room_id: `room-${n}`, source: 'bench' },
        payload: {
          ...{ graph_id: scene.id, graph_name: scene.name, version: number, hash, when: 'now', watch_ms: 0 },
          ...{ mapping: {}, bindings: {}, by: 'bench' },
        },
      }),
    ),
  )
  await until(() => Promise.resolve(moved.size === sessions), { timeout: 30_000, every: 2 })
  const last = Math.max(...moved.values())
  const cpuMs = (await runtime.cpuMs()) - cpu
  await wait(1_000)
  flowing = false
  await load
  await until(() => Promise.resolve(ledger.all()), { timeout: 10_000, every: 10 }).catch(() => undefined)
  ears.off('message', hear)
  await ears.unsubscribe()
  return {
    totalMs: last - published,
    cpuMs,
    quietMs: ledger.longest(warm + 500, published - 50),
    longestMs: ledger.longest(published - 50, last + 200),
    inputs: ledger.sent.size,
    lost: ledger.lost(),
    doubled: ledger.doubled(),
  }
}

/** An input of one game: the value names it, and the command that it asks for carries it. */
function press(ledger: ReturnType<typeof createLedger>, n: number) {
  ledger.send(n)
  const session = n % sessions
  const corner = Math.floor(n / sessions) % CORNERS
  return createEvent({
    ...{ type: 'device_state_changed', tenant_id: TENANT, room_id: roomOf(session), source: 'bench' },
    ...{ controller_id: `board-${session}`, device_id: `counter-${corner}` },
    payload: { signals: { count: n } },
  })
}

async function report(done: readonly Round[]): Promise<void> {
  const ms = (value: number): string => value.toFixed(1)
  const head =
    '| round | moved in ms (aim 250) | of it CPU of the runtime ms | longest answer ms (aim 50) | before ms | inputs | lost | doubled |'
  console.log(`${sessions} games in ${rooms} rooms, ${largeScene(1).nodes.length} nodes, ${rate} inputs/s\n\n${head}`)
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const [n, r] of done.entries())
    console.log(
      `| ${n + 1} | ${ms(r.totalMs)} | ${ms(r.cpuMs)} | ${ms(r.longestMs)} | ${ms(r.quietMs)} | ${r.inputs} | ${r.lost} | ${r.doubled} |`,
    )
  const folder = path.join(projectRoot, 'bench/results')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `reload-${new Date().toISOString().replaceAll(':', '-')}.json`)
  const machine = { cpus: os.cpus().map((cpu) => cpu.model), node: process.version }
  await writeFile(file, JSON.stringify({ machine, sessions, rooms, rate, rounds: done }, null, 2))
  console.log(`\n${path.relative(projectRoot, file)}`)
}

await main()
