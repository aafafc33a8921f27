import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { freePort } from './ports.ts'
import { findRedis } from './redis-binary.ts'
import { endOf, type LocalServer, stopProcess } from './server-process.ts'
import { tieToUs } from './tie.ts'

export type RedisServerOptions = {
  /** Where its append-only file lives; without one nothing is kept. */
  dataDir?: string
  /** Any free port unless given. */
  port?: number
  password?: string
  onLine?: (line: string) => void
}

/** Starts a Redis of our own on the loopback address; it ends with this process. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<LocalServer & { url: string }> {
  const binary = await findRedis()
  const port = options.port ?? (await freePort())
  const child = spawn(binary.program, ['-'], {
    env: { ...process.env, ...binary.env },
    cwd: options.dataDir ?? '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = endOf(child, 'redis-server')
  const lines: string[] = []
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        options.onLine?.(line)
        if (lines.push(line) > 20) lines.shift()
        if (line.includes('Ready to accept connections')) resolve()
      })
  })
  child.stdin.on('error', () => undefined) // it ended before it read its settings: `ended` tells
  child.stdin.end(settings(options, port)) // not in the arguments: a password there is for everyone to read
  const failed = ended.then((how) => {
    throw new Error(`redis-server ${how} while it started:\n${lines.join('\n')}`)
  })
  await Promise.race([ready, failed])
  failed.catch(() => undefined) // from here on `ended` tells
  const untie = child.pid === undefined ? () => undefined : tieToUs(child.pid, 'TERM')
  const login = options.password === undefined ? '' : `:${options.password}@`
  return {
    url: `redis://${login}127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      await stopProcess(child, ended, 'SIGTERM')
      untie()
    },
  }
}

const settings = (options: RedisServerOptions, port: number): string =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    'daemonize no',
    'save ""',
    options.dataDir === undefined
      ? 'appendonly no'
      : `appendonly yes\nappendfsync everysec\ndir ${JSON.stringify(options.dataDir)}`,
    options.password === undefined ? 'protected-mode no' : `requirepass ${options.password}`,
    '',
  ].join('\n')
