// npm start: builds what is missing or stale, then runs the supervisor in this very process.
import { bundleProcesses, outfileOf } from './bundle.mjs'
import { generateClient } from './generate.mjs'
import { buildApp } from './next-build.mjs'

try {
  generateClient()
  await bundleProcesses()
  buildApp()
} catch (error) {
  console.error(`\nThe studio could not be built.\n${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}
await import(outfileOf('embedded'))
