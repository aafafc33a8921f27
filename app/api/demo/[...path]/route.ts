import { passOn, upstreams } from '#app/api/upstream.ts'

/** The virtual boards of the demo room. Only whoever is signed in may press their buttons. */
const handle = async (request: Request): Promise<Response> => {
  const { API_URL, DEMO_URL } = upstreams()
  const who = await passOn(
    new Request(request.url, { headers: request.headers, signal: request.signal }),
    new URL('/api/auth/get-session', API_URL),
    'API',
  )
  if (!who.ok) return who
  const session: unknown = await who.json()
  if (session === null) return Response.json({ code: 'UNAUTHORIZED', message: 'Sign in first.' }, { status: 401 })
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname.replace(/^\/api\/demo/, '')}${search}`, DEMO_URL), 'demo room')
}

export const GET = handle
export const POST = handle
export const dynamic = 'force-dynamic'
