import { z } from 'zod'

const environment = z.object({
  API_URL: z.url().default('http://127.0.0.1:3001'),
  DEMO_URL: z.url().default('http://127.0.0.1:3003'),
})

/** Where this process finds the others. Read at run time, so that one build serves every installation. */
export const upstreams = () => environment.parse(process.env)

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1), and what fetch decides itself. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
  'accept-encoding',
]

/** fetch has unpacked the body: what said how it was packed is no longer true. */
const UNPACKED = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']

/**
 * To the API, under the same path without `/api`. Same origin for the browser: sign-in cookies need no cross-site
 * rules, and the API's port stays private.
 */
export const passToApi = (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname.replace(/^\/api/, '')}${search}`, upstreams().API_URL), 'API')
}

/**
 * Hands a request to another process of ours and streams its answer back, cookies and all. When that process is away,
 * the answer is a 502 that says which one, in the shape that tRPC's client reads and as plain `message`.
 */
export async function passOn(request: Request, target: URL, name: string): Promise<Response> {
  const headers = new Headers(request.headers)
  for (const header of HOP_BY_HOP) headers.delete(header)
  const url = new URL(request.url)
  headers.set('x-forwarded-host', request.headers.get('host') ?? url.host)
  headers.set('x-forwarded-proto', request.headers.get('x-forwarded-proto') ?? url.protocol.replace(':', ''))
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  let answer: Response
  try {
    answer = await fetch(target, {
      method: request.method,
      headers,
      redirect: 'manual',
      cache: 'no-store',
      signal: request.signal,
      ...(hasBody ? { body: request.body, duplex: 'half' as const } : {}),
    })
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 })
    return away(name, target, error)
  }
  const answerHeaders = new Headers(answer.headers)
  for (const header of UNPACKED) answerHeaders.delete(header)
  answerHeaders.set('cache-control', answer.headers.get('cache-control') ?? 'no-store')
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers: answerHeaders })
}

function away(name: string, target: URL, error: unknown): Response {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  const message = `The ${name} does not answer. It may be starting; if it stays away, look at its log.`
  console.error(
    JSON.stringify({
      timestamp: new Date().toISOString(),
      service: 'app',
      level: 'error',
      message: `${name} is away`,
      context: { target: target.origin, cause },
    }),
  )
  return Response.json(
    {
      code: 'BAD_GATEWAY',
      message,
      error: { json: { message, code: -32603, data: { code: 'BAD_GATEWAY', httpStatus: 502, path: null } } },
    },
    { status: 502, headers: { 'cache-control': 'no-store' } },
  )
}
