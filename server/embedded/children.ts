import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '#platform/config.ts'
import { freePort } from '#platform/local/ports.ts'
import { projectRoot } from '#platform/local/project.ts'
import { runToEnd, startChild } from './child.ts'
import { reachable } from './environment.ts'
import type { LogFiles } from './log-files.ts'
import type { Ports } from './ports.ts'
import { type Supervised, supervise } from './supervise.ts'
import { waitForAnswer } from './wait-for.ts'

type Base = { env: NodeJS.ProcessEnv; files: LogFiles; ports: Ports; config: Config; dev: boolean }
type Part = { stop(): Promise<void> }

/** How long a part may take until it works. In development the app compiles first. */
const READY_WITHIN_MS = 60_000

/**
 * Setup (tenant, first account, demo room) and the studio's processes, at the same time; then the demo's controllers,
 * which need both. Each is kept running. What was started goes into `parts`, also when another one fails.
 */
export async function startChildren(base: Base, parts: Part[]): Promise<Map<string, Supervised>> {
  const { ports, config } = base
  const host = reachable(config.host)
  const children = new Map<string, Supervised>()
  const run = async (
    name: string,
    args: string[],
    urls: string[],
    env: Partial<NodeJS.ProcessEnv> = {},
  ): Promise<void> => {
    const child = await supervise({
      name,
      log: base.files.log('supervisor'),
      launch: () =>
        startChild({
          name,
          args,
          env: { ...base.env, ...env },
          cwd: projectRoot,
          onLine: base.files.take(name),
          ready: async (signal) => {
            for (const url of urls)
              await waitForAnswer(url, { accept: (status) => status < 400, timeoutMs: READY_WITHIN_MS, signal })
          },
        }),
    })
    children.set(name, child)
    parts.push(child)
  }
  const metrics = await freePort()
  await all([
    run(
      'server',
      [bundle('server')],
      [`http://${host}:${ports.api}/health`, `http://${host}:${ports.realtime}/health`],
    ),
    run('scene-runtime', [bundle('scene-runtime')], [`http://127.0.0.1:${metrics}/health`], {
      METRICS_PORT: String(metrics),
      HOST: '127.0.0.1',
    }),
    run('app', nextArgs(base), [`http://${host}:${ports.app}/`], base.dev ? { NODE_ENV: 'development' } : {}),
    runToEnd({
      name: 'setup',
      args: [bundle('setup')],
      env: base.env,
      cwd: projectRoot,
      onLine: base.files.take('setup'),
    }),
  ])
  if (config.demo) await run('demo', [bundle('demo')], [])
  return children
}

const bundle = (name: string): string => {
  const file = path.join(projectRoot, 'dist', `${name}.js`)
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run build makes it`)
  return file
}

const nextArgs = ({ dev, ports, config }: Base): string[] => [
  path.join(projectRoot, 'node_modules/next/dist/bin/next'),
  dev ? 'dev' : 'start',
  '--port',
  String(ports.app),
  '--hostname',
  config.host,
]

/** All of them, to their ends, before the first error is thrown: nothing may start after all was stopped. */
async function all(work: Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason
}
