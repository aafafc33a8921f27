// npm test: builds what is missing, then runs every test there is. The last line counts them all; what could not run
// at all counts as failed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { bundleProcesses, root } from './bundle.mjs'
import { generateClient } from './generate.mjs'
import { buildApp } from './next-build.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, status: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }} VitestFile */
/** @typedef {{ testResults: VitestFile[], numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} VitestReport */
/** @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} PlaywrightReport */

const results = path.join(root, 'test-results')
/** What failed, said once more at the end: above it lies all that passed. @type {string[]} */
const failures = []

/** Runs a tool of node_modules, its output going to ours; returns whether it exited with 0. */
function run(/** @type {string} */ tool, /** @type {string[]} */ args) {
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules', tool), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return result.status === 0
}

/**
 * Reads a runner's own report. One that is missing, or at odds with the runner's exit code, is a failure.
 * @template Report
 * @param {string} file
 * @param {boolean} ok
 * @param {(report: Report) => Count} count
 * @returns {Count}
 */
function read(file, ok, count) {
  try {
    const counted = count(JSON.parse(readFileSync(file, 'utf8')))
    return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 }
  } catch (error) {
    console.error(`no report in ${file}: ${error instanceof Error ? error.message : error}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** The beginning of a failure's message; a property's counterexample may have a hundred thousand characters. */
const excerpt = (/** @type {string} */ message) => message.slice(0, 4000).replace(/^/gm, '    ')

function vitest(/** @type {string} */ project) {
  const file = path.join(results, `${project}.json`)
  rmSync(file, { force: true })
  const ok = run('vitest/vitest.mjs', [
    ...['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  ])
  return read(file, ok, (/** @type {VitestReport} */ report) => {
    for (const file of report.testResults) {
      const place = path.relative(root, file.name)
      const failed = file.assertionResults.filter((test) => test.status === 'failed')
      for (const test of failed)
        failures.push(`${place} › ${test.fullName}\n${excerpt(test.failureMessages.join('\n'))}`)
      if (file.status === 'failed' && failed.length === 0) failures.push(`${place}\n${excerpt(file.message)}`)
    }
    // a file that failed to load has no tests in it
    const broken = report.testResults.filter(
      (one) => one.status === 'failed' && one.assertionResults.length === 0,
    ).length
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  })
}

function playwright() {
  const file = path.join(results, 'e2e.json')
  const ok = run('@playwright/test/cli.js', ['test'])
  return read(file, ok, (/** @type {PlaywrightReport} */ { stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }))
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
/** @type {Record<string, Count>} */
const counts = {}
try {
  generateClient()
  await bundleProcesses()
  for (const project of ['unit', 'services', 'ui']) {
    console.log(`\n=== ${project}`)
    counts[project] = vitest(project)
  }
  console.log('\n=== browser')
  buildApp()
  counts.browser = playwright()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  counts.build = { passed: 0, failed: 1, skipped: 0 }
}
for (const failure of failures) console.log(`\nFAILED ${failure}`)
console.log()
for (const [name, { passed, failed, skipped }] of Object.entries(counts))
  console.log(`${name.padEnd(9)} ${passed} passed, ${failed} failed, ${skipped} skipped`)
const sum = (/** @type {keyof Count} */ key) => Object.values(counts).reduce((total, count) => total + count[key], 0)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0
