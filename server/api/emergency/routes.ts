import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { EmergencyReport } from '#wire/emergency.ts'
import { emergencyLevel } from '#wire/messages/emergency.ts'
import { segment } from '#wire/names.ts'
import { requestHeaders } from '../auth-routes.ts'
import { storeAway } from '../availability.ts'
import { identify } from '../caller.ts'
import type { Deps } from '../context.ts'
import { ApiError } from '../errors.ts'
import { may, type Right } from '../rights.ts'
import type { EmergencyGateway } from './gateway-client.ts'
import { givePass, PASS_COOKIE, PASS_MS, type Presser, readPass } from './pass.ts'

const BODY_LIMIT = 4 * 1024
/** Who holds no pass is looked up, but not for ever, ms. */
const LOOK_UP_MS = 5_000

const stopBody = z.strictObject({
  /** null: every room of the tenant. */
  room: segment.nullable(),
  level: emergencyLevel,
})
const clearBody = z.strictObject({ room: segment.nullable(), reason: z.string().trim().min(3).max(500) })

export type EmergencyAnswer = { rooms: EmergencyReport[] }

/**
 * `/emergency/*`: the console's stop. Plain HTTP and no tRPC procedure, since it must work where those can't: a press
 * asks the pass that the browser holds, and neither PostgreSQL nor Redis. Clearing asks the database who it is, as
 * everything else does, and a pass only while that is away.
 */
export function emergencyRoutes(
  app: FastifyInstance,
  options: { deps: Deps; gateway: EmergencyGateway; secure: boolean },
): void {
  const { deps, gateway, secure } = options
  const { secret } = deps.realtime

  const passOf = (request: FastifyRequest): Promise<Presser | undefined> =>
    readPass(cookieOf(request.headers.cookie, PASS_COOKIE), secret, tenantOf(request), deps.now())

  async function bySession(request: FastifyRequest): Promise<Presser> {
    const asked = identify(deps.auth, deps.prisma, requestHeaders(request))
    const { user, tenant, role } = await within(asked, LOOK_UP_MS)
    return { name: user.name, email: user.email, tenant: tenant.slug, role, mayClear: true }
  }

  app.post('/emergency/pass', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const caller = await identify(deps.auth, deps.prisma, requestHeaders(request))
    const pass = await givePass(caller, secret, deps.now())
    const flags = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${PASS_MS / 1000}${secure ? '; Secure' : ''}`
    return reply.header('set-cookie', `${PASS_COOKIE}=${pass}; ${flags}`).send({ ok: true })
  })

  app.get('/emergency', async (request): Promise<EmergencyAnswer> => {
    const presser = (await passOf(request)) ?? (await bySession(request))
    return { rooms: await gateway.standing(presser.tenant) }
  })

  app.post('/emergency/stop', { bodyLimit: BODY_LIMIT }, async (request): Promise<EmergencyAnswer> => {
    const { room, level } = read(stopBody, request.body)
    const presser = (await passOf(request)) ?? (await bySession(request))
    allow(presser, 'emergency.stop')
    const rooms = await gateway.stop({
      stop_id: randomBytes(8).toString('hex'),
      tenant_id: presser.tenant,
      room_id: room,
      level,
      cause: room === null ? `${presser.name} stopped all rooms` : `${presser.name} pressed the emergency stop`,
      by: presser.name,
      actor: presser.email,
    })
    return { rooms }
  })

  app.post('/emergency/clear', { bodyLimit: BODY_LIMIT }, async (request): Promise<EmergencyAnswer> => {
    const { room, reason } = read(clearBody, request.body)
    const presser = await bySession(request).catch(async (error: unknown) => {
      const pass = storeAway(error) === null && !(error instanceof LookUpTimeout) ? undefined : await passOf(request)
      if (pass?.mayClear !== true) throw error
      return pass
    })
    allow(presser, 'emergency.clear')
    const by = { by: presser.name, actor: presser.email }
    return { rooms: await gateway.clear({ tenant_id: presser.tenant, room_id: room, reason, ...by }) }
  })
}

function allow({ role }: Presser, right: Right): void {
  if (!may(role, right))
    throw new ApiError('not_allowed', `As ${role} you may not do this (it needs the right ${right}).`)
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ApiError(
    'invalid',
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  )
}

const tenantOf = (request: FastifyRequest): string | undefined => {
  const header = request.headers['x-tenant']
  return typeof header === 'string' ? header : undefined
}

/** One cookie of a header; a pass has no characters that would be encoded. */
function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((part) => part.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}

class LookUpTimeout extends ApiError {}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const away = 'The database does not answer, so nobody can tell who you are. Use the red button in the room.'
    timer = setTimeout(() => reject(new LookUpTimeout('unavailable', away)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
