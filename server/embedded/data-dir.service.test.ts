import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '#platform/config.ts'
import { isRoot, NOBODY } from '#platform/local/postgres-binary.ts'
import { openDataDir, postgresFolder } from './data-dir.ts'

let parent = ''
let folder = ''
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'studio-data-'))
  await chmod(parent, 0o755)
  folder = path.join(parent, 'a/data')
})
afterEach(() => rm(parent, { recursive: true }))
const nothing = { email: undefined, password: undefined }

describe('the data folder', () => {
  it('is made with secrets that only its owner reads, and has the same ones the next time', async () => {
    const first = await openDataDir(folder, nothing)
    await first.release()
    const second = await openDataDir(folder, nothing)
    expect(second.secrets).toEqual(first.secrets)
    expect(second.account).toEqual(first.account)
    expect(new Set(Object.values(first.secrets)).size).toBe(6)
    for (const file of ['secrets.json', 'first-account.json'])
      expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600)
    await second.release()
  })

  it('takes the first account that was given, and hides it once its file is deleted', async () => {
    const first = await openDataDir(folder, { email: 'me@house.example', password: 'my password' })
    expect(first.account).toEqual({ email: 'me@house.example', password: 'my password' })
    await first.release()
    await rm(path.join(folder, 'first-account.json'))
    const second = await openDataDir(folder, nothing)
    expect(second.account).toBeUndefined()
    await second.release()
  })

  it('is for one studio at a time', async () => {
    const first = await openDataDir(folder, nothing)
    await expect(openDataDir(folder, nothing)).rejects.toThrow(`where a studio runs already (process ${process.pid})`)
    await first.release()
    await (await openDataDir(folder, nothing)).release()
  })

  it('is refused when it is no folder', async () => {
    await writeFile(path.join(parent, 'a'), '')
    const opening = openDataDir(folder, nothing)
    await expect(opening).rejects.toThrow(ConfigError)
    await expect(opening).rejects.toThrow(`STUDIO_DATA_DIR is ${folder}, which can not be written: ENOTDIR`)
  })

  it('is refused, and left as it is, when its secrets are damaged', async () => {
    await (await openDataDir(folder, nothing)).release()
    const file = path.join(folder, 'secrets.json')
    for (const [text, why] of [
      ['{"authSecret":', 'JSON'],
      ['{"authSecret":"short"}', 'authSecret'],
    ] as const) {
      await writeFile(file, text)
      const opening = openDataDir(folder, nothing)
      await expect(opening).rejects.toThrow(`${file} is damaged`)
      await expect(opening).rejects.toThrow(why)
      expect(await readFile(file, 'utf8')).toBe(text)
    }
  })
})

describe.runIf(isRoot)("root's PostgreSQL", () => {
  it('has its data in the data folder, as a user of its own', async () => {
    await (await openDataDir(folder, nothing)).release()
    const { folder: place, elsewhere } = await postgresFolder(folder)
    expect([place, elsewhere]).toEqual([path.join(folder, 'postgres/data'), false])
    expect(await stat(path.dirname(place))).toMatchObject({ uid: NOBODY.uid, gid: NOBODY.gid })
  })

  it('has it elsewhere when that user can not get through', async () => {
    await (await openDataDir(folder, nothing)).release()
    await chmod(parent, 0o700)
    const { folder: place, elsewhere } = await postgresFolder(folder)
    expect(elsewhere).toBe(true)
    expect(place).toMatch(/^\/var\/lib\/sentient-studio\/[0-9a-f]{12}\/data$/)
    await rm(path.dirname(place), { recursive: true })
  })
})
