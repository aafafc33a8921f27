import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import type { MqttClient } from 'mqtt'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectMqtt } from '../mqtt.ts'
import { connectRedis } from '../redis.ts'
import { isRunning } from '../testing/is-running.ts'
import { until } from '../testing/until.ts'
import { startBroker } from './broker.ts'
import { freePort } from './ports.ts'
import { postgresUrl, startPostgres } from './postgres-server.ts'
import { projectRoot } from './project.ts'
import { onPath, packagesToInstall } from './redis-binary.ts'
import { redisUrl, startRedisServer } from './redis-server.ts'

let folder = ''
const running: { stop(): Promise<void> }[] = []
const keep = <T extends { stop(): Promise<void> }>(server: T): T => {
  running.push(server)
  return server
}
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'studio-local-'))
  await chmod(folder, 0o755)
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
  await rm(folder, { recursive: true })
})

describe('PostgreSQL of our own', () => {
  const options = async () => ({
    dataDir: path.join(folder, 'postgres'),
    port: await freePort(),
    password: 'p@ss/word',
    durable: true,
  })
  const query = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client.query(sql).finally(() => client.end())
  }

  it('keeps its data over a stop, and over a kill', async () => {
    const place = await options()
    const url = postgresUrl(place, 'postgres')
    const first = keep(await startPostgres(place))
    await query(url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)')
    await first.stop()
    expect(await first.ended).toBe('exited with code 0')
    const second = keep(await startPostgres(place))
    await query(url, 'INSERT INTO kept VALUES (2)')
    process.kill(second.pid, 'SIGQUIT') // ends without writing anything more
    await second.ended
    keep(await startPostgres(place))
    expect((await query(url, 'SELECT n FROM kept ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('asks for its password', async () => {
    const place = await options()
    keep(await startPostgres(place))
    await expect(query(postgresUrl({ ...place, password: 'wrong' }, 'postgres'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    )
  })

  it('says so when its port is taken', async () => {
    const place = await options()
    keep(await startPostgres(place))
    const other = { ...place, dataDir: path.join(folder, 'other') }
    await expect(startPostgres(other)).rejects.toThrow(
      /postgres exited with code 1 while it started:\n.*Address already in use/s,
    )
  })

  it('refuses a folder of another version, and one that is something else', async () => {
    const place = await options()
    await mkdir(place.dataDir)
    await writeFile(path.join(place.dataDir, 'letter.txt'), 'dear')
    await expect(startPostgres(place)).rejects.toThrow('is no data folder of PostgreSQL')
    await writeFile(path.join(place.dataDir, 'PG_VERSION'), '12\n')
    await expect(startPostgres(place)).rejects.toThrow('written by PostgreSQL 12, this is 18')
    expect((await readdir(place.dataDir)).toSorted()).toEqual(['PG_VERSION', 'letter.txt'])
  })
})

describe('Redis of our own', () => {
  it('keeps its data over a stop, and asks for its password', async () => {
    const place = { port: await freePort(), password: 'secret', dataDir: folder }
    const first = keep(await startRedisServer(place))
    const redis = connectRedis(redisUrl(place), { name: 'a' })
    await redis.xadd('stream', '*', 'n', '1')
    redis.disconnect()
    await first.stop()
    keep(await startRedisServer(place))
    const again = connectRedis(redisUrl(place), { name: 'b' })
    expect(await again.xlen('stream')).toBe(1)
    again.disconnect()
    const stranger = connectRedis(redisUrl({ port: place.port }), {
      name: 'c',
      lazyConnect: true,
      enableReadyCheck: false,
    })
    await expect(stranger.xlen('stream')).rejects.toThrow('NOAUTH')
    stranger.disconnect()
  })

  it('says so when its port is taken', async () => {
    const port = await freePort()
    keep(await startRedisServer({ port }))
    await expect(startRedisServer({ port })).rejects.toThrow(
      /redis-server exited with code 1 while it started:\n.*in use/s,
    )
  })

  it('is looked for on the PATH by all its names', async () => {
    await mkdir(path.join(folder, 'bin'))
    await writeFile(path.join(folder, 'bin/valkey-server'), '#!/bin/sh\n', { mode: 0o755 })
    await writeFile(path.join(folder, 'bin/redis-server'), 'not a program', { mode: 0o644 })
    const list = [path.join(folder, 'nowhere'), path.join(folder, 'bin')].join(path.delimiter)
    expect(onPath(['redis-server', 'valkey-server'], list)).toBe(path.join(folder, 'bin/valkey-server'))
    expect(onPath(['redis-server'], list)).toBeUndefined()
  })

  it('is fetched with the packages that it needs and that are missing', () => {
    const simulation =
      'NOTE: only a simulation\nInst liblzf1 (3.6-3 Debian [amd64])\nInst redis-server (5:7 D [amd64])\nConf x (1)\n'
    expect(packagesToInstall(simulation)).toEqual(['liblzf1', 'redis-server'])
  })
})

describe('the broker', () => {
  it('delivers, retains, and sends without delay', async () => {
    const broker = keep(await startBroker())
    const one = await connected(broker.url, 'one')
    const two = await connected(broker.url, 'two')
    const heard: string[] = []
    two.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
    await two.subscribeAsync('a/#', { qos: 1 })
    await one.publishAsync('a/b', 'hello', { qos: 1, retain: true })
    await until(() => heard.length === 1)
    const three = await connected(broker.url, 'three')
    three.on('message', (topic, payload) => heard.push(`retained ${topic} ${payload}`))
    await three.subscribeAsync('a/b', { qos: 1 })
    await until(() => heard.length === 2)
    expect(heard).toEqual(['a/b hello', 'retained a/b hello'])
    await Promise.all([one, two, three].map((client) => client.endAsync(true)))
  })

  it('publishes the last will of a client that is cut off', async () => {
    const broker = keep(await startBroker())
    const watcher = await connected(broker.url, 'watcher')
    const heard: string[] = []
    watcher.on('message', (_topic, payload) => heard.push(payload.toString()))
    await watcher.subscribeAsync('gone', { qos: 1 })
    const board = connectMqtt(broker.url, {
      clientId: 'board',
      reconnectPeriod: 0,
      will: { topic: 'gone', payload: Buffer.from('offline'), qos: 1, retain: false },
    })
    await connection(board)
    board.stream.destroy()
    await until(() => heard.length > 0)
    expect(heard).toEqual(['offline'])
    await watcher.endAsync(true)
  })

  it('stops while clients are connected', async () => {
    const broker = await startBroker()
    const client = await connected(broker.url, 'one')
    await broker.stop()
    await client.endAsync(true)
    const socket = connect(broker.port, '127.0.0.1')
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  const connection = (client: MqttClient) => new Promise<void>((resolve) => client.once('connect', () => resolve()))
  const connected = async (url: string, clientId: string) => {
    const client = connectMqtt(url, { clientId })
    await connection(client)
    return client
  }
})

describe('a process tied to its parent', () => {
  it('ends when the parent is killed', async () => {
    const module = path.join(folder, 'tie.mjs')
    await build({
      entryPoints: [path.join(projectRoot, 'platform/local/tie.ts')],
      outfile: module,
      format: 'esm',
      platform: 'node',
    })
    await writeFile(
      path.join(folder, 'parent.mjs'),
      `import { spawn } from 'node:child_process'
       import { tieToUs } from './tie.mjs'
       const child = spawn('sleep', ['60'], { detached: true })
       tieToUs(child, 'TERM')
       console.log(child.pid)`,
    )
    const parent = spawn(process.execPath, [path.join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [output] = await once(parent.stdout, 'data')
    const pid = Number(String(output))
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isRunning(pid))
  })
})
