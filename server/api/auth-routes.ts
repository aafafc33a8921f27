import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AUTH_PATHS, type Auth, CLIENT_ADDRESS, CLIENT_HOST } from './auth.ts'
import { PASS_COOKIE } from './emergency/pass.ts'
import { createGuessLimit } from './guess-limit.ts'

/** Sign-in needs a few hundred bytes. */
const BODY_LIMIT = 16 * 1024
const PREFIX = '/api/auth/'

/** better-auth under `/api/auth/*`, for the paths that the studio uses. */
export function authRoutes(app: FastifyInstance, auth: Auth, now: () => number): void {
  const guesses = createGuessLimit(now)
  app.route({
    method: ['GET', 'POST'],
    url: `${PREFIX}*`,
    bodyLimit: BODY_LIMIT,
    handler: async (request, reply) => {
      const { pathname } = new URL(request.url, 'http://localhost')
      if (!AUTH_PATHS.has(pathname.slice(PREFIX.length)))
        return reply.code(404).send({ code: 'not_found', message: `There is no ${pathname} here.` })
      const account = pathname.endsWith('/sign-in/email') ? accountOf(request.body) : undefined
      const wait = account === undefined ? 0 : guesses.wait(account)
      if (wait > 0)
        return reply
          .code(429)
          .header('retry-after', wait)
          .send({
            code: 'too_many_guesses',
            message: `Too many wrong passwords for this account. Try again in ${Math.ceil(wait / 60)} min.`,
          })
      const response = await auth.handler(toRequest(request))
      if (account !== undefined && response.status === 401) guesses.wrong(account)
      if (account !== undefined && response.ok) guesses.right(account)
      if (response.status >= 500) throw new Error(`sign-in failed with ${response.status}: ${await response.text()}`)
      // Whoever leaves takes their pass for the emergency stop along.
      if (pathname.endsWith('/sign-out')) reply.header('set-cookie', `${PASS_COOKIE}=; Path=/; HttpOnly; Max-Age=0`)
      return send(reply, response)
    },
  })
}

const signIn = z.object({ email: z.string().max(200) })

/** Whose password is tried; anything else in the body is for better-auth to refuse. */
function accountOf(body: unknown): string | undefined {
  const parsed = signIn.safeParse(body)
  return parsed.success ? parsed.data.email.toLowerCase() : undefined
}

function toRequest(request: FastifyRequest): Request {
  const headers = requestHeaders(request)
  const url = new URL(request.url, 'http://localhost')
  if (request.method === 'GET' || request.body === undefined)
    return new Request(url, { method: request.method, headers })
  return new Request(url, { method: request.method, headers, body: JSON.stringify(request.body) })
}

/** The headers as they came, and in place of what a client could make up: who and where it is, as the server saw it. */
export function requestHeaders(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name === 'content-length') continue
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one)
  }
  headers.set(CLIENT_ADDRESS, request.ip)
  headers.set(CLIENT_HOST, request.host)
  return headers
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  return reply.send(await response.text())
}
