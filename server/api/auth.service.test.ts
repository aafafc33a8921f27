import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cookieOf, type Person, type Studio, startStudio } from './testing/studio.ts'

// better-auth leaves checks out where it takes itself to be tested.
vi.hoisted(() => vi.stubEnv('NODE_ENV', 'production'))

let studio: Studio
let owner: Person

beforeAll(async () => {
  studio = await startStudio({ PUBLIC_URL: 'http://localhost:3000' })
  await studio.addTenant('acme')
  owner = await studio.addMember('acme', 'owner')
})
afterAll(() => studio.stop())

describe('signing in', () => {
  it('answers a right password with a cookie that works over http and that scripts can not read', async () => {
    const response = await studio.signIn(owner.email)
    expect(response.status).toBe(200)
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^studio\.session_token=/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(cookie).not.toMatch(/Secure/)
    const me = await studio.client(cookieOf(response)).me.get.query()
    expect(me).toMatchObject({ user: { email: owner.email }, tenant: { slug: 'acme' }, role: 'owner' })
  })

  it('refuses a wrong password and an unknown address alike', async () => {
    const wrong = await studio.signIn(owner.email, 'not this one')
    const unknown = await studio.signIn('nobody@acme.test')
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await unknown.json())
  })

  it('takes clients that are no browser, and so send no origin', async () => {
    expect((await studio.signIn(owner.email, undefined, { 'sec-fetch-mode': 'cors' })).status).toBe(200)
    expect((await studio.signIn(owner.email, undefined, { cookie: owner.cookie })).status).toBe(200)
    expect((await studio.signIn(owner.email, undefined, { origin: 'null' })).status).toBe(403)
  })

  it('lets nobody sign up', async () => {
    const response = await fetch(`${studio.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'new@acme.test', password: 'long enough', name: 'New' }),
    })
    expect(response.status).toBe(404)
    expect(await studio.prisma.user.count({ where: { email: 'new@acme.test' } })).toBe(0)
  })

  it('slows down whoever guesses: the eleventh try of a minute from one address is refused', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 11; attempt++)
      statuses.push((await studio.signIn(owner.email, 'a guess', { 'x-forwarded-for': '10.9.9.9' })).status)
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(statuses[10]).toBe(429)
  })

  it('guards an account also against guesses from many addresses', async () => {
    const victim = await studio.addMember('acme', 'viewer')
    const statuses: number[] = []
    for (let attempt = 0; attempt < 21; attempt++)
      statuses.push((await studio.signIn(victim.email.toUpperCase(), 'a guess')).status)
    expect(statuses).toEqual([...Array(20).fill(401), 429])
    const refused = await studio.signIn(victim.email)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('Too many wrong passwords') })
    expect((await studio.signIn(owner.email)).status).toBe(200)
  })

  it('keeps the session in the database: removing the row ends it at once', async () => {
    const cookie = cookieOf(await studio.signIn(owner.email))
    const api = studio.client(cookie)
    await api.me.get.query()
    await studio.prisma.authSession.deleteMany({})
    await expect(api.me.get.query()).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } })
    owner = { ...owner, cookie: cookieOf(await studio.signIn(owner.email)) }
  })
})

describe('who may act', () => {
  const post = (origin: string, headers: Record<string, string> = {}) =>
    fetch(`${studio.url}/trpc/venues.create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: owner.cookie, origin, ...headers },
      body: JSON.stringify({ json: { slug: `v${Math.random().toString(36).slice(2)}`, name: 'V' } }),
    })

  it('takes the studio itself, under any name of this machine', async () => {
    expect((await post('http://localhost:3000')).status).toBe(200)
    expect((await post('http://127.0.0.1:3000')).status).toBe(200)
  })

  it('takes a tablet that opened the studio by its address on the network', async () => {
    const forwarded = { 'x-forwarded-host': '192.168.1.20:3000' }
    expect((await post('http://192.168.1.20:3000', forwarded)).status).toBe(200)
    const signedIn = await studio.signIn(owner.email, undefined, { origin: 'http://192.168.1.20:3000', ...forwarded })
    expect(signedIn.status).toBe(200)
  })

  it('refuses pages of others, with the cookie and all', async () => {
    const refused = await post('http://localhost:9999')
    expect(refused.status).toBe(403)
    expect(JSON.stringify(await refused.json())).toContain('PUBLIC_URL')
    expect((await post('http://evil.test', { 'x-forwarded-host': 'evil.test' })).status).toBe(403)
    expect((await studio.signIn(owner.email, undefined, { origin: 'http://evil.test' })).status).toBe(403)
  })

  it('answers in the tenant that x-tenant names, for its members only', async () => {
    await studio.addTenant('other')
    const stranger = studio.client(owner.cookie, { 'x-tenant': 'other' })
    await expect(stranger.me.get.query()).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } })
    const [user, tenant] = await Promise.all([
      studio.prisma.user.findUniqueOrThrow({ where: { email: owner.email } }),
      studio.prisma.tenant.findUniqueOrThrow({ where: { slug: 'other' } }),
    ])
    await studio.prisma.member.create({ data: { tenantId: tenant.id, userId: user.id, role: 'viewer' } })
    const me = await stranger.me.get.query()
    expect(me).toMatchObject({ tenant: { slug: 'other' }, role: 'viewer' })
    expect(me.tenants.map((one) => one.slug)).toEqual(['acme', 'other'])
    expect(await studio.client(owner.cookie).me.get.query()).toMatchObject({ tenant: { slug: 'acme' } })
  })
})
