import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REFUSALS } from '#wire/channels.ts'
import type { Refusal } from '#wire/refusal.ts'
import { type Client, type Studio, startStudio } from '../testing/studio.ts'

let studio: Studio
let api: Client

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme')
  api = (await studio.addMember('acme', 'technician')).api
})
afterAll(() => studio.stop())

const refuse = (message: string, tenant?: string) => {
  const refusal: Refusal = {
    at: new Date(0).toISOString(),
    topic: 't',
    code: 'topic',
    message,
    excerpt: '',
    repeated: 0,
    ...(tenant === undefined ? {} : { tenant_id: tenant }),
  }
  return studio.redis.xadd(REFUSALS, '*', 'refusal', JSON.stringify(refusal))
}
const messages = async (limit?: number) =>
  (await api.operations.refusals.query(limit === undefined ? {} : { limit })).map((refusal) => refusal.message)

describe('refusals of the gateway', () => {
  it('are shown newest first; those that name no tenant too while there is only one', async () => {
    for (const n of [1, 2, 3]) await refuse(`own ${n}`, 'acme')
    await refuse('nobody’s')
    await studio.redis.xadd(REFUSALS, '*', 'refusal', 'no json')
    expect(await messages()).toEqual(['nobody’s', 'own 3', 'own 2', 'own 1'])
    expect(await messages(2)).toEqual(['nobody’s', 'own 3'])
  })

  it('of others are left out, however many came since', async () => {
    await studio.addTenant('other')
    const line = studio.redis.pipeline()
    for (let n = 0; n < 1_200; n++) {
      const json = JSON.stringify({
        at: new Date(0).toISOString(),
        topic: 't',
        tenant_id: 'other',
        code: 'type',
        message: 'theirs',
        excerpt: '',
        repeated: 0,
      })
      line.xadd(REFUSALS, '*', 'refusal', json)
    }
    await line.exec()
    expect(await messages()).toEqual(['own 3', 'own 2', 'own 1'])
  })
})
