import type { Page } from '@playwright/test'

/** The first account of the studio that the tests run against. */
export const OWNER = { email: 'owner@example.com', password: 'a long enough password' }

/** Where that studio is; set by the global setup. */
export const studio = {
  url: (): string => from('STUDIO_URL'),
  apiUrl: (): string => from('STUDIO_API_URL'),
  realtimeUrl: (): string => from('STUDIO_REALTIME_URL'),
  mqttUrl: (): string => from('STUDIO_MQTT_URL'),
  /** The hands of the demo's virtual boards. */
  demoUrl: (): string => from('STUDIO_DEMO_URL'),
}

function from(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: the global setup sets it`)
  return value
}

/** Signs in as the owner, by the page as a person does. Ends on the first page behind it. */
export async function signIn(page: Page, account: { email: string; password: string } = OWNER): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel(/e-?mail/i).fill(account.email)
  await page.getByLabel(/password/i).fill(account.password)
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}
