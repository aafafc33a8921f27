import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { findPostgres, isRoot, NOBODY } from './postgres-binary.ts'
import { endOf, type LocalServer, stopProcess } from './server-process.ts'
import { tieToUs } from './tie.ts'

const run = promisify(execFile)

/** The major version of the package's programs: a data folder of another one can't be opened. */
const MAJOR = '18'

export type PostgresOptions = {
  /** Made and filled when it is missing. When we are root it will belong to an unprivileged user. */
  dataDir: string
  password: string
  port: number
  /** `false` trades what a power cut could cost for speed: for tests. */
  durable: boolean
  onLine?: (line: string) => void
}

/** Address of a database on such a server, for its one user. */
export const postgresUrl = (server: { port: number; password: string }, database: string): string =>
  `postgresql://postgres:${encodeURIComponent(server.password)}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`

/** Starts a PostgreSQL of our own on the loopback address; it ends with this process. */
export async function startPostgres(options: PostgresOptions): Promise<LocalServer> {
  const native = await findPostgres()
  await initialise(native, options.dataDir, options.password)
  const settings = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    max_connections: 200,
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const child = spawn(
    path.join(native, 'bin/postgres'),
    ['-D', options.dataDir, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { ...(isRoot ? NOBODY : {}), env: cleanEnv(), cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  const ended = endOf(child, 'postgres')
  tieToUs(child, 'INT')
  const lines: string[] = []
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      options.onLine?.(line)
      if (lines.push(line) > 20) lines.shift()
      if (line.includes('ready to accept connections')) resolve()
    })
  })
  const failed = ended.then((how) => {
    throw new Error(`postgres ${how} while it started:\n${lines.join('\n')}`)
  })
  await Promise.race([ready, failed])
  failed.catch(() => undefined) // from here on `ended` tells
  return {
    pid: child.pid ?? 0,
    ended,
    stop: () => stopProcess(child, ended, 'SIGINT'), // "fast": ends connections, writes all, leaves a clean folder
  }
}

/** Fills the data folder, once; beside it and then renamed, so that a stopped start leaves nothing half made. */
async function initialise(native: string, dataDir: string, password: string): Promise<void> {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) {
    const found = (await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8')).trim()
    if (found === MAJOR) return
    throw new Error(
      `${dataDir} was written by PostgreSQL ${found}, this is ${MAJOR}: move the data with pg_dump and pg_restore, or use another folder`,
    )
  }
  if (existsSync(dataDir)) throw new Error(`${dataDir} is there but is no data folder of PostgreSQL; move it away`)
  const draft = `${dataDir}.new`
  const secrets = await mkdtemp(path.join(os.tmpdir(), 'studio-initdb-'))
  const passwordFile = path.join(secrets, 'password')
  try {
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { recursive: true, mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (isRoot) for (const one of [draft, secrets, passwordFile]) await chown(one, NOBODY.uid, NOBODY.gid)
    await run(
      path.join(native, 'bin/initdb'),
      [
        ['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'],
        ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ].flat(),
      { ...(isRoot ? NOBODY : {}), env: cleanEnv(), cwd: '/' },
    )
    await rename(draft, dataDir)
  } finally {
    await rm(secrets, { recursive: true, force: true })
  }
}

/** Without PGPORT, PGDATA and their like, which would change what the programs do. */
function cleanEnv(): NodeJS.ProcessEnv {
  const env = { ...process.env }
  for (const name of Object.keys(env)) if (name.startsWith('PG')) delete env[name]
  return env
}
