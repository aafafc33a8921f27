import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Who holds a lock file. `started` tells a process from a later one that was given the same id. */
type Holder = { pid: number; started: string | null }

/**
 * Takes a lock file. Returns how to give it back, or the id of the process that holds it. A file that its process
 * left behind when it was killed counts for nothing.
 */
export async function takeLock(file: string): Promise<{ release: () => Promise<void> } | { heldBy: number }> {
  await mkdir(path.dirname(file), { recursive: true })
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid) }
  for (;;) {
    if (await create(file, JSON.stringify(mine))) return { release: () => rm(file, { force: true }) }
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return undefined
      throw error
    })
    if (text === undefined) continue
    const holder = parseHolder(text)
    if (holder !== undefined && (await isAlive(holder))) return { heldBy: holder.pid }
    await removeStale(file, text)
  }
}

/** Does `work` while holding the lock; waits for whoever else holds it, `timeoutMs` at most. */
export async function withLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const lock = await takeLock(file)
    if ('release' in lock) return work().finally(lock.release)
    if (Date.now() > deadline) throw new Error(`process ${lock.heldBy} holds ${file} for more than ${timeoutMs} ms`)
    await wait(100)
  }
}

/** Whole at once, or not at all: nobody ever reads half a lock. */
async function create(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o600 })
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft)
  }
}

/** Moved aside before it is looked at again: two processes that both saw it stale must not remove a newer lock. */
async function removeStale(file: string, seen: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if ((await readFile(aside, 'utf8')) === seen) await rm(aside)
  else await rename(aside, file)
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number')
      return undefined
    return { pid: value.pid, started: 'started' in value && typeof value.started === 'string' ? value.started : null }
  } catch {
    return undefined // not written by us: nobody's
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false
    if (!isCode(error, 'EPERM')) throw error
  }
  const started = await startOf(holder.pid)
  return holder.started === null || started === null || holder.started === started
}

/** When a process was started (ticks since boot), where the system tells. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null // no /proc, or the process is gone
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
