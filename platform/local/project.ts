import { existsSync } from 'node:fs'
import path from 'node:path'

/** The folder with our package.json: above this file, wherever it was bundled to. */
export const projectRoot = findRoot(import.meta.dirname)

/** What can be made again: unpacked servers, bundles. */
export const cacheDir = path.join(projectRoot, '.cache')

function findRoot(from: string): string {
  if (existsSync(path.join(from, 'package.json'))) return from
  const parent = path.dirname(from)
  if (parent === from) throw new Error(`no package.json in or above ${import.meta.dirname}`)
  return findRoot(parent)
}
