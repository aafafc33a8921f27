import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { registerController as controllerMessage } from '#wire/messages/register-controller.ts'
import { registerDevice as deviceMessage } from '#wire/messages/register-device.ts'
import { ApiError } from '../errors.ts'
import { storable } from '../storable.ts'
import type { Refused } from './place.ts'
import { readRegistry } from './registry.ts'
import { registerController, registerDevice } from './service.ts'

const HTTP = { unknown_room: 404, unknown_controller: 404, ambiguous: 409 } as const

/** `/internal/*`: for the gateway, which shows the token. Without a token in the settings, nobody gets in. */
export function internalRoutes(app: FastifyInstance, deps: { prisma: PrismaClient; token: string | undefined }): void {
  const { prisma, token } = deps
  app.register(
    (routes, _options, done) => {
      routes.addHook('onRequest', (request, _reply, next) => {
        if (token === undefined) next(new ApiError('not_allowed', 'INTERNAL_TOKEN is not set, so /internal is closed.'))
        else if (!sameSecret(request.headers['x-internal-token'], token))
          next(new ApiError('not_signed_in', 'Header x-internal-token is missing or wrong.'))
        else next()
      })
      routes.post('/controllers/register', async (request, reply) => {
        const message = read(controllerMessage, request.body)
        return answer(reply, await registerController(prisma, message))
      })
      routes.post('/devices/register', async (request, reply) => {
        const message = read(deviceMessage, request.body)
        return answer(reply, await registerDevice(prisma, message))
      })
      routes.get('/registry', async (request, reply) => {
        const body = JSON.stringify(await readRegistry(prisma))
        const tag = `"${createHash('sha256').update(body).digest('hex')}"`
        reply.header('etag', tag)
        if (request.headers['if-none-match'] === tag) return reply.code(304).send()
        return reply.type('application/json').send(body)
      })
      done()
    },
    { prefix: '/internal' },
  )
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success)
    throw new ApiError(
      'invalid',
      parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`).join('; '),
    )
  storable(parsed.data, 'body')
  return parsed.data
}

const answer = (reply: FastifyReply, result: object | Refused): FastifyReply =>
  reply.code('code' in result ? HTTP[(result as Refused).code] : 200).send(result)

/** In constant time: digests first, for the comparison wants equal lengths. */
function sameSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
