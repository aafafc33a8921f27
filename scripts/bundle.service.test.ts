import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundle, isFresh, root } from './bundle.mjs'

describe('a bundle', () => {
  let folder = ''
  let outfile = ''
  const entry = () => path.relative(root, path.join(folder, 'entry.ts'))
  const load = async () => (await import(`${outfile}?${Math.random()}`)).answer

  beforeEach(async () => {
    folder = await mkdtemp(path.join(root, '.cache/bundle-test-'))
    outfile = path.join(folder, 'out/entry.js')
    await writeFile(path.join(folder, 'part.ts'), 'export const part: number = 41')
    await writeFile(path.join(folder, 'entry.ts'), "import { part } from './part.ts'\nexport const answer = part + 1")
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is fresh once made, and stale when any of its inputs changed', async () => {
    expect(isFresh(outfile)).toBe(false)
    await bundle(entry(), outfile)
    expect(isFresh(outfile)).toBe(true)
    expect(await load()).toBe(42)
    await writeFile(path.join(folder, 'part.ts'), 'export const part: number = 1')
    await utimes(path.join(folder, 'part.ts'), 1, 1)
    expect(isFresh(outfile)).toBe(false)
    await bundle(entry(), outfile)
    expect(await load()).toBe(2)
  })

  it('is stale when an input is gone, or its stamp is damaged', async () => {
    await bundle(entry(), outfile)
    await writeFile(`${outfile}.stamp.json`, '{')
    expect(isFresh(outfile)).toBe(false)
    await bundle(entry(), outfile)
    await rm(path.join(folder, 'part.ts'))
    expect(isFresh(outfile)).toBe(false)
  })

  it('that can not be made says file and line, and leaves the last one as it was', async () => {
    await bundle(entry(), outfile)
    const before = await readFile(outfile, 'utf8')
    await writeFile(path.join(folder, 'part.ts'), 'export const part = (')
    await expect(bundle(entry(), outfile)).rejects.toThrow(/part\.ts:1:21/)
    expect(await readFile(outfile, 'utf8')).toBe(before)
    expect(isFresh(outfile)).toBe(false)
  })
})
