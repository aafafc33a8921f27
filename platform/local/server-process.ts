import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

/** A server that this process started. */
export type LocalServer = {
  pid: number
  /** How it ended, as `exited with code 1`; settles when it does, for whatever reason. */
  ended: Promise<string>
  /** Asks it to finish, and waits. */
  stop(): Promise<void>
}

/** How a process ended. Never rejects. */
export function endOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${name}: ${error.message}`))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    )
  })
}

/** Sends a signal, waits for the end, and after `graceMs` makes an end of it. */
export async function stopProcess(
  child: ChildProcess,
  ended: Promise<string>,
  signal: NodeJS.Signals,
  graceMs = 10_000,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  const late = new AbortController()
  const patience = wait(graceMs, 'late' as const, { signal: late.signal }).catch(() => 'in time' as const)
  const first = await Promise.race([ended.then(() => 'ended' as const), patience])
  late.abort()
  if (first === 'late') child.kill('SIGKILL')
  await ended
}
