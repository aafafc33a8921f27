// node scripts/run.mjs FILE.ts …: runs a TypeScript file of the project with its arguments, as the processes are run:
// from a bundle. For measurements and tools.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle, isFresh, root } from './bundle.mjs'

const [entry, ...args] = process.argv.slice(2)
if (entry === undefined) throw new Error('usage: node scripts/run.mjs FILE.ts …')
const file = path.relative(root, path.resolve(entry))
const outfile = path.join(root, '.cache/run', `${file.replaceAll(path.sep, '-').replace(/\.ts$/, '')}.js`)
if (!isFresh(outfile)) await bundle(file, outfile)
process.argv = [process.execPath, outfile, ...args]
await import(pathToFileURL(outfile).href)
