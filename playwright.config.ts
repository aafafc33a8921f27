import { defineConfig } from '@playwright/test'
import { findBrowser } from './e2e/support/find-browser.ts'

/** What a person does in a browser, against the whole product (see e2e/support/start-studio.ts). */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/support/start-studio.ts',
  outputDir: 'test-results/browser',
  workers: 1, // one studio, two cores
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    ...(process.env.STUDIO_URL === undefined ? {} : { baseURL: process.env.STUDIO_URL }),
    viewport: { width: 1440, height: 900 },
    launchOptions: await findBrowser(),
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
})
