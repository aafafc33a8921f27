import { expect, test } from '@playwright/test'
import { until } from '#platform/testing/until.ts'
import { launch, makePlace, processesOf, ready, removePlace, stop } from './support/launch.ts'
import { OWNER } from './support/studio.ts'

/** Where /proc tells which processes there are. */
test.skip(process.platform !== 'linux', 'needs /proc')

test('a studio is alone in its folder, leaves nothing behind however it ends, and finds its data', async () => {
  test.setTimeout(180_000)
  const place = await makePlace({ STUDIO_DEMO: '0' })
  const signIn = () =>
    fetch(`${place.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: place.url },
      body: JSON.stringify(OWNER),
    })
  try {
    const first = launch(place)
    await ready(first)
    expect(first.output()).toContain(place.url)
    expect(first.output()).toContain(OWNER.email)
    expect((await signIn()).status).toBe(200)
    expect(processesOf(place).length).toBeGreaterThanOrEqual(5)

    await test.step('a second start in the same folder is refused', async () => {
      const second = launch(place)
      expect(await second.ended).toEqual([1, null])
      expect(second.output()).toContain(`where a studio runs already (process ${first.child.pid})`)
    })

    await test.step('killed, it takes everything with it', async () => {
      first.child.kill('SIGKILL')
      await first.ended
      await until(() => processesOf(place).length === 0, { timeout: 15_000, message: processesOf(place).join('\n') })
    })

    await test.step('started again, it knows its people; asked to stop, it stops in order', async () => {
      const again = launch(place)
      await ready(again)
      expect((await signIn()).status).toBe(200)
      await stop(again)
      expect(again.child.exitCode).toBe(0)
      expect(processesOf(place)).toEqual([])
    })
  } finally {
    await removePlace(place)
  }
})
