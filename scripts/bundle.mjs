// Bundles of our processes (esbuild; packages stay outside), made again when one of their inputs changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Name of the bundle in `dist/` → its entry. */
export const PROCESSES = {
  embedded: 'server/embedded/main.ts',
  server: 'server/main.ts',
  setup: 'server/setup.ts',
  migrate: 'server/migrate.ts',
  'scene-runtime': 'scene-runtime/main.ts',
  demo: 'demo/main.ts',
}

/** @returns {import('esbuild').BuildOptions} */
const settings = (/** @type {string} */ entry, /** @type {string} */ outfile) => ({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.9',
  format: 'esm',
  sourcemap: true,
  metafile: true,
  write: false, // by us: whole or not at all, two starts may build at once
  logLevel: 'silent',
})

/** @typedef {{ recipe: string, inputs: Record<string, string> }} Stamp */

const stampOf = (/** @type {string} */ outfile) => `${outfile}.stamp.json`

/** The time and size of a file, as one text; empty when it is gone. */
const mark = (/** @type {string} */ file) => {
  const stat = statSync(path.join(root, file), { throwIfNoEntry: false })
  return stat === undefined ? '' : `${stat.mtimeMs}/${stat.size}`
}

/** Changes with this file: other settings make other bundles. */
const recipe = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')

/** Whether a bundle is there and was made from its inputs as they are. */
export function isFresh(/** @type {string} */ outfile) {
  if (!existsSync(outfile) || !existsSync(stampOf(outfile))) return false
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(readFileSync(stampOf(outfile), 'utf8'))
    return stamp.recipe === recipe && Object.entries(stamp.inputs).every(([file, seen]) => mark(file) === seen)
  } catch {
    return false // a damaged stamp: made again
  }
}

/** Makes one bundle. Throws with esbuild's own messages, file and line. */
export async function bundle(/** @type {string} */ entry, /** @type {string} */ outfile) {
  const { build, formatMessages } = await import('esbuild')
  mkdirSync(path.dirname(outfile), { recursive: true })
  try {
    keep(outfile, await build(settings(entry, outfile)))
  } catch (error) {
    throw await readable(error, formatMessages)
  }
}

/** Esbuild's messages with file and line, in place of its summary. */
async function readable(/** @type {unknown} */ error, /** @type {typeof import('esbuild').formatMessages} */ format) {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return error
  return new Error((await format(error.errors, { kind: 'error' })).join('\n'), { cause: error })
}

/** Writes what was built, and its stamp last: a bundle without its stamp is made again. */
function keep(/** @type {string} */ outfile, /** @type {import('esbuild').BuildResult} */ result) {
  for (const file of result.outputFiles ?? []) replaceFile(file.path, file.contents)
  const inputs = Object.fromEntries(Object.keys(result.metafile?.inputs ?? {}).map((file) => [file, mark(file)]))
  replaceFile(stampOf(outfile), JSON.stringify({ recipe, inputs }))
}

function replaceFile(/** @type {string} */ file, /** @type {string | Uint8Array} */ content) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

export const outfileOf = (/** @type {string} */ name) => path.join(root, 'dist', `${name}.js`)

/** Makes those bundles of our processes that are missing or stale; returns their names. */
export async function bundleProcesses() {
  const stale = Object.entries(PROCESSES).filter(([name]) => !isFresh(outfileOf(name)))
  if (stale.length > 0) {
    await Promise.all(stale.map(([name, entry]) => bundle(entry, outfileOf(name))))
    await (await import('esbuild')).stop() // its own process, of no more use
  }
  return stale.map(([name]) => name)
}

/** Bundles everything and keeps doing so; `changed` is told which bundle has new content. */
export async function watchProcesses(/** @type {(name: string) => void} */ changed) {
  const { context } = await import('esbuild')
  await Promise.all(
    Object.entries(PROCESSES).map(async ([name, entry]) => {
      let seen = ''
      const watcher = await context({
        ...settings(entry, outfileOf(name)),
        logLevel: 'warning',
        plugins: [
          {
            name: 'tell',
            setup(build) {
              build.onEnd((result) => {
                if (result.errors.length > 0) return
                keep(outfileOf(name), result)
                const content = createHash('sha256')
                  .update(readFileSync(outfileOf(name)))
                  .digest('hex')
                if (seen !== '' && seen !== content) changed(name)
                seen = content
              })
            },
          },
        ],
      })
      await watcher.rebuild()
      await watcher.watch()
    }),
  )
}
