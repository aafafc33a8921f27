import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from '../testing/refusal.ts'
import { cookieOf, type Person, type Studio, startStudio } from '../testing/studio.ts'

let studio: Studio
let owner: Person

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme')
  await studio.addTenant('other')
  owner = await studio.addMember('acme', 'owner')
})
afterAll(() => studio.stop())

const add = (email: string, role: 'owner' | 'gm' = 'gm') =>
  owner.api.people.create.mutate({ name: 'Ada', email, password: 'a password', role })
const find = async (email: string) => (await owner.api.people.list.query()).find((person) => person.email === email)

describe('people', () => {
  it('are added with a password that they can sign in with at once', async () => {
    expect(await add('Ada@Acme.test')).toEqual({ id: expect.any(String), existing: false })
    const signedIn = await studio.signIn('ada@acme.test', 'a password')
    expect(signedIn.status).toBe(200)
    const me = await studio.client(cookieOf(signedIn)).me.get.query()
    expect(me).toMatchObject({ user: { name: 'Ada' }, role: 'gm' })
    expect(me.can).not.toContain('people.edit')
    expect(await find('ada@acme.test')).toMatchObject({ role: 'gm', you: false })
    expect(await find(owner.email)).toMatchObject({ role: 'owner', you: true })
  })

  it('are added once', async () => {
    const outcomes = await Promise.allSettled([add('bob@acme.test'), add('BOB@acme.test'), add('bob@acme.test')])
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect((await refusal(add('bob@acme.test'))).data?.code).toBe('CONFLICT')
  })

  it('who have an account elsewhere get a place here, and keep their password', async () => {
    const stranger = await studio.addMember('other', 'designer')
    expect(await add(stranger.email)).toMatchObject({ existing: true })
    expect((await studio.signIn(stranger.email, 'a password')).status).toBe(401)
    const me = await stranger.api.me.get.query()
    expect(me).toMatchObject({ tenant: { slug: 'other' }, role: 'designer' })
    expect(me.tenants).toMatchObject([{ slug: 'other' }, { slug: 'acme', role: 'gm' }])
  })

  it('change their role at the next call', async () => {
    const viewer = await studio.addMember('acme', 'viewer')
    expect((await refusal(viewer.api.people.list.query())).data?.code).toBe('FORBIDDEN')
    await owner.api.people.setRole.mutate({ id: (await find(viewer.email))?.id ?? '', role: 'owner' })
    expect(await viewer.api.people.list.query()).not.toEqual([])
    await owner.api.people.remove.mutate({ id: (await find(viewer.email))?.id ?? '' })
    const refused = await refusal(viewer.api.me.get.query())
    expect(refused.data?.code).toBe('FORBIDDEN')
    expect(refused.message).toContain('Ask its owner')
  })

  it('always have an owner, also when two owners demote each other at once', async () => {
    const only = (await find(owner.email))?.id ?? ''
    expect((await refusal(owner.api.people.setRole.mutate({ id: only, role: 'gm' }))).data?.code).toBe('CONFLICT')
    expect((await refusal(owner.api.people.remove.mutate({ id: only }))).message).toContain('only owner')
    for (let round = 0; round < 5; round++) {
      const second = await studio.addMember('acme', 'owner')
      const id = (await find(second.email))?.id ?? ''
      await Promise.allSettled([
        owner.api.people.setRole.mutate({ id, role: 'gm' }),
        second.api.people.setRole.mutate({ id: only, role: 'gm' }),
      ])
      const owners = await studio.prisma.member.findMany({ where: { role: 'owner', tenant: { slug: 'acme' } } })
      expect(owners).toHaveLength(1)
      await studio.prisma.member.update({ where: { id }, data: { role: 'viewer' } })
      await studio.prisma.member.update({ where: { id: only }, data: { role: 'owner' } })
    }
  })
})
