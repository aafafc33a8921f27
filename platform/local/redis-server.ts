import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findRedis } from './redis-binary.ts'
import { endOf, type LocalServer, stopProcess } from './server-process.ts'
import { tieToUs } from './tie.ts'

export type RedisServerOptions = {
  /** Where its append-only file lives; without one nothing is kept. */
  dataDir?: string
  port: number
  password?: string
  onLine?: (line: string) => void
}

export const redisUrl = (server: { port: number; password?: string }): string =>
  `redis://${server.password === undefined ? '' : `:${server.password}@`}127.0.0.1:${server.port}`

/** Starts a Redis of our own on the loopback address; it ends with this process. */
export async function startRedisServer(options: RedisServerOptions): Promise<LocalServer> {
  const binary = await findRedis()
  const child = spawn(binary.program, ['-'], {
    env: { ...process.env, ...binary.env },
    cwd: options.dataDir ?? '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = endOf(child, 'redis-server')
  tieToUs(child, 'TERM')
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
  child.stdin.end(settings(options)) // not in the arguments: a password there is for everyone to read
  const failed = ended.then((how) => {
    throw new Error(`redis-server ${how} while it started:\n${lines.join('\n')}`)
  })
  await Promise.race([ready, failed])
  failed.catch(() => undefined) // from here on `ended` tells
  return {
    pid: child.pid ?? 0,
    ended,
    stop: () => stopProcess(child, ended, 'SIGTERM'),
  }
}

const settings = (options: RedisServerOptions): string =>
  [
    'bind 127.0.0.1',
    `port ${options.port}`,
    'daemonize no',
    'save ""',
    options.dataDir === undefined
      ? 'appendonly no'
      : `appendonly yes\nappendfsync everysec\ndir ${JSON.stringify(options.dataDir)}`,
    options.password === undefined ? 'protected-mode no' : `requirepass ${options.password}`,
    '',
  ].join('\n')
