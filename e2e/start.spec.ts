import { expect, test } from '@playwright/test'
import { signIn, studio } from './support/studio.ts'

test('every process of a fresh start is well', async ({ request }) => {
  for (const url of [studio.apiUrl(), studio.realtimeUrl().replace('ws:', 'http:')]) {
    const health = await request.get(`${url}/health`)
    expect([health.status(), (await health.json()).status]).toEqual([200, 'ok'])
    expect(await (await request.get(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total')
  }
})

test('the first account signs in, and nothing complains', async ({ page }) => {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await signIn(page)
  await expect(page.getByRole('navigation').first()).toBeVisible()
  expect(complaints).toEqual([])
})
