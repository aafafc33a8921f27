import { createHash, randomBytes } from 'node:crypto'
import { access, chown, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ConfigError } from '#platform/config.ts'
import { takeLock } from '#platform/local/file-lock.ts'
import { isOpenToAll, isRoot, NOBODY } from '#platform/local/postgres-binary.ts'
import { messageOf } from '#platform/log.ts'

/** Made at the first start, kept in `secrets.json`, readable by its owner only. */
const secrets = z.object({
  authSecret: z.string().min(32),
  realtimeSecret: z.string().min(32),
  internalToken: z.string().min(16),
  postgresPassword: z.string().min(16),
  redisPassword: z.string().min(16),
  mqttPassword: z.string().min(16),
})
export type Secrets = z.infer<typeof secrets>

/** The account of the first start, in `first-account.json`: shown at every start until somebody deletes the file. */
const firstAccount = z.object({ email: z.string(), password: z.string() })
export type FirstAccount = z.infer<typeof firstAccount>

export type DataDir = {
  path: string
  secrets: Secrets
  account: FirstAccount | undefined
  release(): Promise<void>
}

/**
 * Opens the data folder for this process alone, making it and its secrets at the first start. Throws `ConfigError`
 * when it can't be used: not a folder, not writable, in use, or its files are not ours.
 */
export async function openDataDir(
  folder: string,
  given: { email: string | undefined; password: string | undefined },
): Promise<DataDir> {
  const dir = path.resolve(folder)
  try {
    // root's PostgreSQL is another user and must get through; the files inside are 0600
    await mkdir(dir, { recursive: true, mode: isRoot ? 0o711 : 0o700 })
    await access(dir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new ConfigError(`STUDIO_DATA_DIR is ${dir}, which can not be written: ${messageOf(error)}`, { cause: error })
  }
  const lock = await takeLock(path.join(dir, 'studio.lock'))
  if ('heldBy' in lock)
    throw new ConfigError(
      `STUDIO_DATA_DIR is ${dir}, where a studio runs already (process ${lock.heldBy}); stop that one, or give this one another folder`,
    )
  try {
    const known = await readJson(path.join(dir, 'secrets.json'), secrets)
    if (known !== undefined)
      return {
        path: dir,
        secrets: known,
        account: await readJson(path.join(dir, 'first-account.json'), firstAccount),
        release: lock.release,
      }
    const account = {
      email: given.email ?? 'owner@studio.local',
      password: given.password ?? randomBytes(9).toString('base64url'),
    }
    const made = newSecrets()
    await writeJson(path.join(dir, 'first-account.json'), account)
    await writeJson(path.join(dir, 'secrets.json'), made) // last: it says that the first start was prepared whole
    return { path: dir, secrets: made, account, release: lock.release }
  } catch (error) {
    await lock.release()
    throw error
  }
}

function newSecrets(): Secrets {
  const random = () => randomBytes(32).toString('hex')
  return {
    authSecret: random(),
    realtimeSecret: random(),
    internalToken: random(),
    postgresPassword: random(),
    redisPassword: random(),
    mqttPassword: randomBytes(12).toString('base64url'),
  }
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new ConfigError(`${file} can not be read: ${messageOf(error)}`, { cause: error })
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new ConfigError(
      `${file} is damaged (${what}); restore it from a backup, or move it away to have a new one made`,
      {
        cause: error,
      },
    )
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

/**
 * Where PostgreSQL keeps its data: in the data folder; but for root, whose PostgreSQL runs as another user, in
 * /var/lib when that user can't get through to the data folder.
 */
export async function postgresFolder(dataDir: string): Promise<{ folder: string; elsewhere: boolean }> {
  const inside = path.join(dataDir, 'postgres')
  if (!isRoot) {
    await mkdir(inside, { recursive: true, mode: 0o700 })
    return { folder: path.join(inside, 'data'), elsewhere: false }
  }
  if (isOpenToAll(dataDir)) {
    await ownedByNobody(inside)
    return { folder: path.join(inside, 'data'), elsewhere: false }
  }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const outside = path.join('/var/lib/sentient-studio', name)
  await mkdir(path.dirname(outside), { recursive: true, mode: 0o755 })
  await ownedByNobody(outside)
  return { folder: path.join(outside, 'data'), elsewhere: true }
}

async function ownedByNobody(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await stat(folder)).uid === 0) await chown(folder, NOBODY.uid, NOBODY.gid)
}
