import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { OWNER } from './studio.ts'

/** How long a first start may take, a build of the app included. */
const START_WITHIN_MS = 240_000

/**
 * Starts the whole product as a person does, on free ports, in a data folder of its own, with the demo room. Tests
 * find it by `e2e/support/studio.ts`. With STUDIO_URL set, the studio that runs there is used instead.
 */
export default async function startStudio(): Promise<() => Promise<void>> {
  if (process.env.STUDIO_URL) return () => Promise.resolve()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-e2e-'))
  await chmod(folder, 0o755) // when root runs the tests, PostgreSQL is another user
  const [app, api, realtime, mqtt, demo] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const output: string[] = []
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_OPTIONS: '', // Playwright's own would follow into every process
      DATABASE_URL: '',
      REDIS_URL: '',
      MQTT_URL: '',
      STUDIO_DATA_DIR: path.join(folder, 'data'),
      STUDIO_OWNER_EMAIL: OWNER.email,
      STUDIO_OWNER_PASSWORD: OWNER.password,
      APP_PORT: String(app),
      API_PORT: String(api),
      REALTIME_PORT: String(realtime),
      MQTT_PORT: String(mqtt),
      DEMO_PORT: String(demo),
    },
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(String(data)))
  const stop = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await ready(child)
  } catch (error) {
    await stop()
    throw new Error(`the studio did not start for the tests:\n${output.join('')}`, { cause: error })
  }
  process.env.STUDIO_URL = `http://localhost:${app}`
  process.env.STUDIO_API_URL = `http://127.0.0.1:${api}`
  process.env.STUDIO_REALTIME_URL = `ws://127.0.0.1:${realtime}`
  process.env.STUDIO_MQTT_URL = `mqtt://127.0.0.1:${mqtt}`
  process.env.STUDIO_DEMO_URL = `http://127.0.0.1:${demo}`
  process.env.STUDIO_LOGS = path.join(folder, 'data/logs')
  return stop
}

/** Resolves with the supervisor's word that all is there. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in ${START_WITHIN_MS / 1000} s`)), START_WITHIN_MS)
    const settle = (act: () => void) => () => {
      clearTimeout(timer)
      act()
    }
    child.once('message', settle(resolve))
    child.once(
      'error',
      settle(() => reject(new Error('it could not be spawned'))),
    )
    child.once(
      'exit',
      settle(() => reject(new Error('it ended'))),
    )
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(force)
}
