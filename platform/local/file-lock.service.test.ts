import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock, withLock } from './file-lock.ts'

describe('a lock file', () => {
  let folder = ''
  let file = ''
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'studio-lock-'))
    file = path.join(folder, 'lock')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is held by one, who is named to the others, until it is given back', async () => {
    const first = await takeLock(file)
    expect(await takeLock(file)).toEqual({ heldBy: process.pid })
    if (!('release' in first)) throw new Error('not taken')
    await first.release()
    expect(await takeLock(file)).toHaveProperty('release')
  })

  it('counts for nothing when its process is gone, was another one, or never wrote it', async () => {
    const gone = spawn('true')
    await once(gone, 'exit')
    for (const left of [
      JSON.stringify({ pid: gone.pid, started: '1' }),
      JSON.stringify({ pid: process.pid, started: '1' }), // the same id, an earlier process
      '',
      'garbage',
    ]) {
      await writeFile(file, left)
      const lock = await takeLock(file)
      if (!('release' in lock)) throw new Error(`not taken over from ${left}`)
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid })
      await lock.release()
    }
    expect(await readdir(folder)).toEqual([])
  })

  it('lets one after the other do its work', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLock(file, 5000, work)))
    expect(most).toBe(1)
  })

  it('is waited for only so long', async () => {
    await takeLock(file)
    await expect(withLock(file, 50, () => Promise.resolve())).rejects.toThrow(`process ${process.pid} holds ${file}`)
  })
})
