// Makes generated/prisma from prisma/schema.prisma; `npm ci` does it, and everything that needs it does it again
// when the schema changed. Works offline: generating needs no engine, but the command line wants to know of one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const stampFile = path.join(root, 'generated/prisma/.stamp')

export function generateClient() {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'))
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/prisma/package.json'), 'utf8'))
  const stamp = createHash('sha256').update(schema).update(version).digest('hex')
  const made = existsSync(stampFile) && existsSync(path.join(root, 'generated/prisma/client.ts'))
  if (made && readFileSync(stampFile, 'utf8') === stamp) return
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...(hasEngine() ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' }),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  })
  if (result.status !== 0) throw new Error(`prisma generate failed:\n${result.stdout ?? ''}${result.stderr ?? ''}`)
  writeFileSync(stampFile, stamp)
}

/** Whether Prisma's own engine was downloaded, or one was named. */
function hasEngine() {
  if (process.env.PRISMA_SCHEMA_ENGINE_BINARY) return true
  const folder = path.join(root, 'node_modules/@prisma/engines')
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('schema-engine-'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    generateClient()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
