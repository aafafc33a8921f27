import { SignJWT } from 'jose'
import { expect, it } from 'vitest'
import type { Caller } from '../caller.ts'
import { givePass, PASS_MS, readPass } from './pass.ts'

const SECRET = 's'.repeat(32)
const NOW = Date.parse('2026-03-14T19:30:00.000Z')
const membership = (slug: string, role: Caller['role']) => ({ tenant: { id: slug, slug, name: slug }, role })
const mara: Caller = {
  user: { id: 'u1', name: 'Mara', email: 'mara@acme.example' },
  ...membership('acme', 'gm'),
  memberships: [membership('acme', 'gm'), membership('bravo', 'viewer')],
}

it('says who it is, in the tenant that is asked for or the first', async () => {
  const pass = await givePass(mara, SECRET, NOW)
  const who = { name: 'Mara', email: 'mara@acme.example', mayClear: true }
  expect(await readPass(pass, SECRET, undefined, NOW)).toEqual({ ...who, tenant: 'acme', role: 'gm' })
  expect(await readPass(pass, SECRET, 'bravo', NOW)).toEqual({ ...who, tenant: 'bravo', role: 'viewer' })
  expect(await readPass(pass, SECRET, 'rival', NOW)).toBeUndefined()
})

it('presses for an evening, and clears for an hour', async () => {
  const pass = await givePass(mara, SECRET, NOW)
  expect((await readPass(pass, SECRET, 'acme', NOW + 3_600_000))?.mayClear).toBe(true)
  expect((await readPass(pass, SECRET, 'acme', NOW + 3_601_000))?.mayClear).toBe(false)
  expect(await readPass(pass, SECRET, 'acme', NOW + PASS_MS - 1_000)).toBeDefined()
  expect(await readPass(pass, SECRET, 'acme', NOW + PASS_MS + 1_000)).toBeUndefined()
})

it('is nothing that another secret, or another token of the same secret, could be', async () => {
  const pass = await givePass(mara, SECRET, NOW)
  expect(await readPass(pass, 'x'.repeat(32), 'acme', NOW)).toBeUndefined()
  expect(await readPass(`${pass}x`, SECRET, 'acme', NOW)).toBeUndefined()
  expect(await readPass(undefined, SECRET, 'acme', NOW)).toBeUndefined()
  const realtime = await new SignJWT({ sub: 'u1', tenant: 'acme', role: 'owner' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(NOW / 1000)
    .setExpirationTime(NOW / 1000 + 300)
    .sign(new TextEncoder().encode(SECRET))
  expect(await readPass(realtime, SECRET, 'acme', NOW)).toBeUndefined()
})
