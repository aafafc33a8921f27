// npm run check:imports: who may import whom, by .dependency-cruiser.mjs; and proof that something was read.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundle.mjs'

/** The house's rooms. */
const ROOMS = [
  'app',
  'server',
  'scene-runtime',
  'scene-graph',
  'wire',
  'platform',
  'demo',
  'bin',
  'bench',
  'e2e',
  'examples',
]

/** With a compiler that it does not know, dependency-cruiser reads nothing and finds nothing wrong. */
const FEWEST_MODULES = 100

const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
const rooms = ROOMS.filter((room) => existsSync(path.join(root, room)))
const result = spawnSync(
  process.execPath,
  [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...rooms],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
)
/** @type {import('dependency-cruiser').ICruiseResult['summary']} */
let summary
try {
  summary = JSON.parse(result.stdout).summary
} catch {
  console.error(`dependency-cruiser did not run:\n${result.stderr}${result.stdout}`)
  process.exit(1)
}
for (const { rule, from, to, cycle } of summary.violations)
  console.error(`${rule.name}: ${from} → ${cycle?.map((step) => step.name).join(' → ') ?? to}`)
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} against the rules`,
)
if (summary.totalCruised <= FEWEST_MODULES)
  console.error(`read only ${summary.totalCruised} modules: the check sees nothing`)
process.exit(summary.violations.length > 0 || summary.totalCruised <= FEWEST_MODULES ? 1 : 0)
