import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { OWNER } from './studio.ts'

/** How long a first start may take, a build of the app included. */
const START_WITHIN_MS = 240_000

/** Where a studio's data is and which ports it has: the same place can be started again. */
export type Place = { folder: string; dataDir: string; env: NodeJS.ProcessEnv; url: string; ports: Ports }
type Ports = Record<(typeof PORTS)[number], number>
const PORTS = ['app', 'api', 'realtime', 'mqtt', 'demo', 'gateway'] as const

/** A place of its own for a studio: a temporary folder, free ports, and nothing configured to be elsewhere. */
export async function makePlace(settings: Record<string, string> = {}): Promise<Place> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-e2e-'))
  await chmod(folder, 0o755) // when root runs the tests, PostgreSQL is another user
  const dataDir = path.join(folder, 'data')
  const ports: Ports = { app: 0, api: 0, realtime: 0, mqtt: 0, demo: 0, gateway: 0 }
  for (const name of PORTS) ports[name] = await freePort()
  const env = {
    ...process.env,
    NODE_OPTIONS: '', // Playwright's own would follow into every process
    DATABASE_URL: '',
    REDIS_URL: '',
    MQTT_URL: '',
    STUDIO_DATA_DIR: dataDir,
    STUDIO_OWNER_EMAIL: OWNER.email,
    STUDIO_OWNER_PASSWORD: OWNER.password,
    APP_PORT: String(ports.app),
    API_PORT: String(ports.api),
    REALTIME_PORT: String(ports.realtime),
    MQTT_PORT: String(ports.mqtt),
    DEMO_PORT: String(ports.demo),
    GATEWAY_PORT: String(ports.gateway),
    ...settings,
  }
  return { folder, dataDir, env, ports, url: `http://localhost:${ports.app}` }
}

export const removePlace = (place: Place): Promise<void> => rm(place.folder, { recursive: true, force: true })

export type Running = { child: ChildProcess; output: () => string; ended: Promise<unknown> }

/** Starts `npm start`'s script there, without waiting for it. */
export function launch(place: Place): Running {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: place.env,
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(String(data)))
  return { child, output: () => output.join(''), ended: once(child, 'exit') }
}

/** Resolves with the supervisor's word that all is there; rejects with what it printed when it ends instead. */
export function ready({ child, output }: Running): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the studio did not start for the tests: ${why}\n${output()}`))
    const timer = setTimeout(() => fail(`not ready in ${START_WITHIN_MS / 1000} s`), START_WITHIN_MS)
    child.once('message', () => {
      clearTimeout(timer)
      resolve()
    })
    child.once('exit', () => {
      clearTimeout(timer)
      fail('it ended')
    })
  })
}

/** Asks it to stop, and waits; after 20 s it is made to. */
export async function stop({ child, ended }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(force)
}

/** Every process that was started for a place, by the data folder in its environment. Linux only. */
export function processesOf(place: Place): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
        if (!environment.includes(`STUDIO_DATA_DIR=${place.dataDir}`)) return []
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return [] // ended meanwhile
      }
    })
    .filter((command) => !command.startsWith('/bin/sh -c read -r _'))
}
