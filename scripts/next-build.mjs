// `next build`, when the app's sources are not those of the last build.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundle.mjs'

/** What the app is built from: its own folder, the pure code it takes in, and how it is built. */
const SOURCES = ['app', 'wire', 'scene-graph', 'scene-runtime/core', 'examples', 'public', 'server/api']
const FILES = [
  'next.config.ts',
  'proxy.ts',
  'demo/schema.ts',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
]

const stampFile = path.join(root, '.next/studio-stamp')

/** A hash of the content of all sources. */
function stamp() {
  const hash = createHash('sha256')
  const files = SOURCES.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  )
  const single = FILES.map((file) => path.join(root, file)).filter((file) => existsSync(file))
  for (const file of [...files, ...single].sort())
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** Builds the app if it is not built or its sources changed. Throws when the build fails. Returns whether it built. */
export function buildApp() {
  const now = stamp()
  const built = existsSync(path.join(root, '.next/BUILD_ID')) && existsSync(stampFile)
  if (built && readFileSync(stampFile, 'utf8') === now) return false
  console.log('building the app…')
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (result.status !== 0)
    throw new Error(`next build failed:\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`)
  writeFileSync(stampFile, now)
  return true
}
