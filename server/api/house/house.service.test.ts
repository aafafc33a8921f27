import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '#platform/testing/until.ts'
import { GATEWAY_ALIVE, HOUSE_CONDITIONS, ROOMS, roomAlive, roomStream } from '#wire/channels.ts'
import { houseReport } from '#wire/condition.ts'
import { type DomainEvent, domainEvent } from '#wire/domain-event.ts'
import { roomKey } from '#wire/names.ts'
import { refusal } from '../testing/refusal.ts'
import { type Person, type Studio, startStudio } from '../testing/studio.ts'

const ROOM = { tenant_id: 'acme', room_id: 'lobby' }
let studio: Studio
let owner: Person

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  owner = await studio.addMember('acme', 'owner')
  await studio.redis.sadd(ROOMS, roomKey(ROOM))
})
afterAll(() => studio.stop())

const away = async (): Promise<string[]> => {
  const answer = await fetch(`${studio.url}/conditions`)
  return houseReport.parse(await answer.json()).conditions.map(({ condition }) => condition)
}
const told = async (type: 'condition_began' | 'condition_ended', condition: string): Promise<DomainEvent[]> =>
  (await studio.redis.xrange(roomStream(ROOM), '-', '+'))
    .map(([, fields]) => domainEvent.parse(JSON.parse(fields[1] ?? '')))
    .filter((event) => event.type === type && event.payload.condition === condition)
const waitFor = (check: () => Promise<unknown>) => until(check, { timeout: 15_000, every: 50 })

describe('RT7 what of the house is away is an event, a metric and an answer', () => {
  it('nothing is away where nothing ever was', async () => {
    expect(await away()).toEqual([])
  })

  it('PostgreSQL: every room is told, nothing starts, and all of it ends by itself', async () => {
    await studio.cables.postgres.cut()
    await waitFor(async () => (await away()).includes('postgres_away'))
    const [began] = (await waitFor(async () => {
      const events = await told('condition_began', 'postgres_away')
      return events.length > 0 ? events : undefined
    })) as DomainEvent[]
    expect(began?.payload.since).toBeLessThan(Date.now())
    expect(await studio.redis.hkeys(HOUSE_CONDITIONS)).toEqual(['postgres_away'])
    expect(await (await fetch(`${studio.url}/metrics`)).text()).toContain(
      'studio_condition_active{condition="postgres_away"} 1',
    )
    const health = (await (await fetch(`${studio.url}/health`)).json()) as { conditions: unknown }
    expect(health.conditions).toMatchObject([{ condition: 'postgres_away' }])
    const refused = await refusal(owner.api.sessions.start.mutate({ room: 'lobby' }))
    expect(refused.message).toContain('Running games go on')
    await studio.cables.postgres.mend()
    await waitFor(async () => (await away()).length === 0)
    await waitFor(async () => (await told('condition_ended', 'postgres_away')).length === 1)
    expect(await studio.redis.hkeys(HOUSE_CONDITIONS)).toEqual([])
  })

  it('Redis: it is answered at once, and rooms hear of it when it is back', async () => {
    await studio.cables.redis.cut()
    await waitFor(async () => (await away()).includes('redis_away'))
    await studio.cables.redis.mend()
    await waitFor(async () => (await away()).length === 0)
    await waitFor(async () => (await told('condition_ended', 'redis_away')).length === 1)
    expect(await told('condition_began', 'redis_away')).toEqual([])
  })

  it('a gateway and a runtime that were there and are silent', async () => {
    await studio.redis.set(GATEWAY_ALIVE, Date.now() - 60_000)
    await studio.redis.set(roomAlive(ROOM), Date.now() - 60_000)
    await waitFor(async () => (await away()).length === 2)
    expect((await away()).sort()).toEqual(['gateway_away', 'runtime_away'])
    await studio.redis.del(GATEWAY_ALIVE, roomAlive(ROOM))
    await waitFor(async () => (await away()).length === 0)
  })
})
