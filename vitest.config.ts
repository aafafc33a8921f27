import { defineConfig } from 'vitest/config'

const outside = ['node_modules', 'dist', '.next', '.cache', '.data', 'generated', 'e2e']

/** Tests lie beside what they test. What needs a database, Redis or a broker is `*.service.test.ts`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...outside.map((folder) => `${folder}/**`), '**/*.service.test.ts'],
          setupFiles: ['platform/testing/property-seed.ts'],
          // Properties take seconds, and several times that on a machine with other work.
          testTimeout: 30_000,
          env: { LOG_LEVEL: 'silent' },
        },
      },
      {
        test: {
          name: 'services',
          include: ['**/*.service.test.ts'],
          exclude: outside.map((folder) => `${folder}/**`),
          globalSetup: ['platform/testing/global-setup.ts'],
          env: { LOG_LEVEL: 'silent' },
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'ui',
          include: ['app/**/*.ui.test.tsx'],
          environment: 'happy-dom',
          env: { LOG_LEVEL: 'silent' },
        },
      },
    ],
  },
})
