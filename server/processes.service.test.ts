import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { startTestBroker } from '#platform/testing/broker.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { bundle, outfileOf, PROCESSES } from '../scripts/bundle.mjs'

/** The processes as production starts them (docker-compose.yml), each alone, against real services. */
describe('a process of its own', () => {
  let env: NodeJS.ProcessEnv = { NODE_ENV: 'production' }
  let host: ChildProcess | undefined
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    for (const name of ['server', 'scene-runtime', 'migrate'] as const) await bundle(PROCESSES[name], outfileOf(name))
    const [database, redis, broker] = await Promise.all([createTestDatabase(), startTestRedis(), startTestBroker()])
    stops.push(database.drop, redis.stop, broker.stop)
    env = {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      MQTT_URL: broker.url,
      AUTH_SECRET: 'a'.repeat(32),
      REALTIME_SECRET: 'r'.repeat(32),
      INTERNAL_TOKEN: 'i'.repeat(32),
      GATEWAY_PORT: '0',
      LOG_LEVEL: 'info',
    }
  })
  afterEach(() => host?.kill('SIGKILL'))
  afterAll(async () => {
    for (const stop of stops) await stop()
  })

  const start = (name: string, settings: Record<string, string>) => {
    const child = spawn(process.execPath, [outfileOf(name)], {
      cwd: projectRoot,
      env: { ...env, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    host = child
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      output += data
    })
    return { child, ended: once(child, 'exit'), output: () => output }
  }

  const answers = async (url: string) => {
    const response = await fetch(url)
    return response.status === 200 && (await response.text())
  }

  it.each([
    ['server', { ROLES: 'api' }, 'API_PORT'],
    ['server', { ROLES: 'realtime' }, 'REALTIME_PORT'],
    ['server', { ROLES: 'mqtt-gateway' }, 'METRICS_PORT'],
    ['scene-runtime', {}, 'METRICS_PORT'],
  ] as const)(
    '%s %o is well, shows metrics, logs JSON lines and stops when asked',
    async (name, settings, variable) => {
      const port = await freePort()
      const { child, ended, output } = start(name, { ...settings, [variable]: String(port) })
      const health = await until(() => answers(`http://127.0.0.1:${port}/health`), {
        timeout: 15_000,
        message: `${output()}`,
      })
      expect(JSON.parse(health).status).toBe('ok')
      expect(await answers(`http://127.0.0.1:${port}/metrics`)).toContain('process_cpu_seconds_total')
      child.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
      for (const line of output().trim().split('\n'))
        expect(JSON.parse(line)).toMatchObject({
          timestamp: expect.any(String),
          service: expect.any(String),
          message: expect.any(String),
        })
    },
  )

  it('says which setting is wrong, and ends', async () => {
    const { ended, output } = start('server', { ROLES: 'api', AUTH_SECRET: '' })
    expect(await ended).toEqual([1, null])
    expect(JSON.parse(output().trim())).toMatchObject({
      level: 'error',
      message: 'wrong settings: AUTH_SECRET is not set; expected at least 32 characters that nobody can guess',
    })
  })

  it('migrate brings the database up to date, and ends', async () => {
    const { ended, output } = start('migrate', {})
    expect(await ended).toEqual([0, null])
    expect(output()).toContain('the database is up to date')
  })

  it('the embedded start refuses a port that is taken, before it starts anything', async () => {
    await bundle(PROCESSES.embedded, outfileOf('embedded'))
    const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-start-'))
    const taken = new URL(env.MQTT_URL ?? '').port
    const { ended, output } = start('embedded', { STUDIO_DATA_DIR: folder, APP_PORT: taken })
    expect(await ended).toEqual([1, null])
    expect(output()).toContain(`port ${taken} (APP_PORT) is taken by another program`)
    await rm(folder, { recursive: true })
  })
})
