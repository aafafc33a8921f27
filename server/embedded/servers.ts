import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '#platform/config.ts'
import { startBroker } from '#platform/local/broker.ts'
import { choosePort, isFree } from '#platform/local/ports.ts'
import { postgresUrl, startPostgres } from '#platform/local/postgres-server.ts'
import { projectRoot } from '#platform/local/project.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { applyMigrations, createDatabase } from '#platform/postgres.ts'
import { type DataDir, postgresFolder } from './data-dir.ts'
import { type Addresses, reachable } from './environment.ts'
import type { LogFiles } from './log-files.ts'
import type { Ports } from './ports.ts'
import { supervise } from './supervise.ts'

export type MqttLogin = { username: string; password: string }

type Base = { config: Config; dataDir: DataDir; files: LogFiles; ports: Ports; notes: string[] }
type Part = { stop(): Promise<void> }
type Server = { url: string; part?: Part }

/**
 * PostgreSQL with all migrations applied, Redis and the MQTT broker: ours where none is configured, at the same time.
 * What was started goes into `parts`, also when another one fails.
 */
export async function startServers(
  base: Base,
  parts: Part[],
): Promise<{ addresses: Addresses; mqttLogin: MqttLogin | undefined }> {
  const mqttLogin =
    base.config.mqttUrl !== undefined || isLoopback(base.config.host)
      ? undefined
      : { username: 'studio', password: base.dataDir.secrets.mqttPassword }
  const started = await Promise.allSettled([postgres(base), redis(base), broker(base, mqttLogin)])
  for (const one of started) if (one.status === 'fulfilled' && one.value.part !== undefined) parts.push(one.value.part)
  const [database, cache, mqtt] = started.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value.url
  })
  if (database === undefined || cache === undefined || mqtt === undefined) throw new Error('three servers were started')
  if (base.config.databaseUrl === undefined) await createDatabase(database)
  const applied = await applyMigrations(database, path.join(projectRoot, 'prisma/migrations'))
  if (applied.length > 0) base.files.log('supervisor').info('migrations applied', { migrations: applied })
  return { addresses: { databaseUrl: database, redisUrl: cache, mqttUrl: mqtt }, mqttLogin }
}

async function postgres({ config, dataDir, files, notes }: Base): Promise<Server> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl }
  const { folder, elsewhere } = await postgresFolder(dataDir.path)
  if (elsewhere) notes.push(`PostgreSQL keeps its data in ${folder}: its user can not get through to ${dataDir.path}`)
  const place = { port: await anyPortFrom(54_320), password: dataDir.secrets.postgresPassword }
  const part = await supervise({
    name: 'postgres',
    log: files.log('supervisor'),
    launch: () => startPostgres({ ...place, dataDir: folder, durable: true, onLine: files.take('postgres') }),
  })
  return { url: postgresUrl(place, 'studio'), part }
}

async function redis({ config, dataDir, files }: Base): Promise<Server> {
  if (config.redisUrl !== undefined) return { url: config.redisUrl }
  const folder = path.join(dataDir.path, 'redis')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = { port: await anyPortFrom(56_379), password: dataDir.secrets.redisPassword }
  const part = await supervise({
    name: 'redis',
    log: files.log('supervisor'),
    launch: () => startRedisServer({ ...place, dataDir: folder, onLine: files.take('redis') }),
  })
  return { url: redisUrl(place), part }
}

async function broker({ config, ports }: Base, remoteLogin: MqttLogin | undefined): Promise<Server> {
  if (config.mqttUrl !== undefined) return { url: config.mqttUrl }
  const part = await startBroker({
    host: config.host,
    port: ports.mqtt,
    ...(remoteLogin === undefined ? {} : { remoteLogin }),
  })
  // under the address it listens on: a host of its own is not reached by 127.0.0.1
  const login = remoteLogin === undefined ? '' : `${remoteLogin.username}:${encodeURIComponent(remoteLogin.password)}@`
  return { url: `mqtt://${login}${reachable(config.host)}:${ports.mqtt}`, part }
}

/** Ports that only our own processes use, on the loopback address. */
const anyPortFrom = (port: number): Promise<number> =>
  choosePort(
    { variable: 'DATABASE_URL or REDIS_URL', port, explicit: false },
    { reserved: new Set(), isFree: (one) => isFree(one, '127.0.0.1') },
  )

const isLoopback = (host: string): boolean => /^(127\.|localhost$|::1$)/.test(host)
