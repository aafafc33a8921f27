// npm run check: every `check:*` script of package.json, two at a time; what failed is shown whole, at the end.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundle.mjs'

/** @type {{ scripts: Record<string, string> }} */
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const names = Object.keys(scripts).filter((name) => name.startsWith('check:'))
if (names.length === 0) throw new Error('package.json has no check:* scripts')

/** @returns {Promise<{ name: string, ok: boolean, output: string }>} */
const run = (/** @type {string} */ name) =>
  new Promise((resolve) => {
    const started = performance.now()
    const child = spawn('npm', ['run', '--silent', name], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    child.on('error', (error) => resolve({ name, ok: false, output: error.message }))
    child.on('exit', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
      resolve({ name, ok: code === 0, output })
    })
  })

const waiting = [...names]
/** @type {{ name: string, output: string }[]} */
const failed = []
const worker = async () => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const result = await run(name)
    if (!result.ok) failed.push(result)
  }
}
await Promise.all([worker(), worker()])
for (const { name, output } of failed) console.error(`\n--- ${name}\n${output.trim()}`)
process.exit(failed.length > 0 ? 1 : 0)
