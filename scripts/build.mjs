// npm run build: everything that `npm start` and the images need, if it is not there yet.
import { bundleProcesses } from './bundle.mjs'
import { generateClient } from './generate.mjs'
import { buildApp } from './next-build.mjs'

try {
  generateClient()
  await bundleProcesses()
  buildApp()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
