import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { endOf, type LocalServer, stopProcess } from '#platform/local/server-process.ts'
import { tieToUs } from '#platform/local/tie.ts'

export type ChildOptions = {
  name: string
  /** Arguments of node: the script and its own. */
  args: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  onLine: (text: string) => void
  /** Resolves once it works. */
  ready: (signal: AbortSignal) => Promise<void>
}

/**
 * Starts a Node process, its output going line by line to `onLine`, and waits until it is ready. It is in a process
 * group of its own, so that Ctrl-C reaches the supervisor alone, which stops all in order; it ends with us.
 */
export async function startChild(options: ChildOptions): Promise<LocalServer> {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = endOf(child, options.name)
  tieToUs(child, 'TERM')
  const last: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      options.onLine(line)
      if (last.push(line) > 10) last.shift()
    })
  const waiting = new AbortController()
  const failed = ended.then((how) => {
    waiting.abort()
    throw new Error(`${options.name} ${how} while it started:\n${last.join('\n')}`)
  })
  try {
    await Promise.race([options.ready(waiting.signal), failed])
  } catch (error) {
    await stopProcess(child, ended, 'SIGTERM')
    throw error
  }
  failed.catch(() => undefined) // from here on `ended` tells
  return { pid: child.pid ?? 0, ended, stop: () => stopProcess(child, ended, 'SIGTERM') }
}

/** Runs a Node script to its end. Throws with its last lines when it fails. */
export async function runToEnd(options: Omit<ChildOptions, 'ready'>): Promise<void> {
  const last: string[] = []
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      options.onLine(line)
      if (last.push(line) > 10) last.shift()
    })
  const how = await endOf(child, options.name)
  if (how !== 'exited with code 0') throw new Error(`${options.name} ${how}:\n${last.join('\n')}`)
}
