import { randomBytes, randomUUID } from 'node:crypto'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { Redis } from 'ioredis'
import superjson from 'superjson'
import { z } from 'zod'
import type { PrismaClient, Role } from '#generated/prisma/client.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { connectRedis } from '#platform/redis.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { addPerson } from '../people/add-person.ts'
import type { AppRouter } from '../router.ts'
import { createApiService } from '../service.ts'
import { type Cable, layCable } from './cable.ts'
import { procedures } from './procedures.ts'

/** The API as a process runs it, on a port of its own, with a database and a Redis of its own. */

export const INTERNAL_TOKEN = 'a token of the gateway'
export const REALTIME_SECRET = randomBytes(24).toString('hex')
export const PASSWORD = 'correct horse'

export type Client = TRPCClient<AppRouter>
export type Person = { email: string; cookie: string; api: Client }

export type Studio = {
  url: string
  prisma: PrismaClient
  redis: Redis
  redisUrl: string
  /** The API's own connections; the test's go past them. */
  cables: { postgres: Cable; redis: Cable }
  /** A tenant with a venue and a room. */
  addTenant(slug: string, room?: string): Promise<{ id: string; slug: string; roomId: string; venueId: string }>
  /** A member with an account, signed in. */
  addMember(tenant: string, role: Role): Promise<Person>
  signIn(email: string, password?: string, headers?: Record<string, string>): Promise<Response>
  client(cookie: string, headers?: Record<string, string>): Client
  /** Any procedure by its path, as a client that knows no types would call it. */
  call(cookie: string, path: string, input: unknown, headers?: Record<string, string>): Promise<Answer>
  internal(path: string, body?: unknown, token?: string): Promise<Response>
  stop(): Promise<void>
}

export type Answer = { ok: true; result: unknown } | { ok: false; code: string; message: string; data: unknown }

export async function startStudio(env: Record<string, string> = {}): Promise<Studio> {
  const [database, redisServer] = await Promise.all([createTestDatabase(), startTestRedis()])
  const cables = { postgres: await layCable(database.url), redis: await layCable(redisServer.url) }
  const service = createApiService(
    readConfig({
      DATABASE_URL: cables.postgres.url,
      REDIS_URL: cables.redis.url,
      API_PORT: '0',
      REALTIME_PORT: '39002',
      INTERNAL_TOKEN,
      AUTH_SECRET: randomBytes(24).toString('hex'),
      REALTIME_SECRET,
      ...env,
    }),
  )
  await service.start()
  const url = `http://127.0.0.1:${service.port()}`
  const log = createLog('test')
  const prisma = connectPrisma(database.url, log)
  const redis = connectRedis(redisServer.url, { name: 'test', log })

  const client = (cookie: string, headers: Record<string, string> = {}): Client =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${url}/trpc`, transformer: superjson, headers: { cookie, ...headers } })],
    })
  let address = 0
  const signIn = (email: string, password = PASSWORD, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      // Each sign-in from an address of its own: tests sign in more people than a minute allows.
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${++address}`, ...headers },
      body: JSON.stringify({ email, password }),
    })

  return {
    url,
    prisma,
    redis,
    redisUrl: redisServer.url,
    cables,
    client,
    signIn,
    async addTenant(slug, room = 'lobby') {
      const tenant = await prisma.tenant.create({ data: { slug, name: slug } })
      const venue = await prisma.venue.create({ data: { tenantId: tenant.id, slug: 'main', name: 'Main' } })
      const { id } = await prisma.room.create({
        data: { tenantId: tenant.id, venueId: venue.id, slug: room, name: room },
      })
      return { id: tenant.id, slug, roomId: id, venueId: venue.id }
    },
    async addMember(tenant, role) {
      const { id } = await prisma.tenant.findUniqueOrThrow({ where: { slug: tenant } })
      const email = `${role}-${randomUUID().slice(0, 8)}@${tenant}.test`
      await addPerson(
        prisma,
        { tenantId: id, by: 'test' },
        { name: `${role} of ${tenant}`, email, password: PASSWORD, role },
      )
      const response = await signIn(email)
      if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
      const cookie = cookieOf(response)
      return { email, cookie, api: client(cookie) }
    },
    async call(cookie, path, input, headers = {}) {
      const query = procedures.get(path)?._def.type === 'query'
      const json = superjson.stringify(input)
      const search = query ? `?input=${encodeURIComponent(json)}` : ''
      const response = await fetch(`${url}/trpc/${path}${search}`, {
        method: query ? 'GET' : 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        ...(query ? {} : { body: json }),
      })
      const body = answerBody.parse(await response.json())
      if ('result' in body) return { ok: true, result: superjson.parse(JSON.stringify(body.result.data)) }
      const { message, data } = body.error.json
      return { ok: false, code: data.code, message, data }
    },
    internal: (path, body, token = INTERNAL_TOKEN) =>
      fetch(`${url}/internal/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'x-internal-token': token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async stop() {
      await service.stop()
      redis.disconnect()
      await prisma.$disconnect()
      await Promise.all([cables.postgres.cut(), cables.redis.cut()])
      await Promise.all([database.drop(), redisServer.stop()])
    },
  }
}

const answerBody = z.union([
  z.object({ result: z.object({ data: z.unknown() }) }),
  z.object({ error: z.object({ json: z.object({ message: z.string(), data: z.looseObject({ code: z.string() }) }) }) }),
])

/** What the browser would send back. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
