import { z } from 'zod'
import { passOn, upstreams } from '#app/api/upstream.ts'
import type { Right } from '#app/shell/api-types.ts'

const me = z.object({ result: z.object({ data: z.object({ json: z.object({ can: z.array(z.string()) }) }) }) })

/**
 * The virtual boards of the demo room. The boards know nobody, so it is asked here who may: whoever sees devices sees
 * them, whoever may move real devices by hand may press their buttons.
 */
const handle = async (request: Request): Promise<Response> => {
  const { API_URL, DEMO_URL } = upstreams()
  const question = new Request(request.url, { headers: request.headers, signal: request.signal })
  const who = await passOn(question, new URL('/trpc/me.get', API_URL), 'API')
  if (!who.ok) return who
  const right: Right = request.method === 'GET' ? 'devices.see' : 'devices.command'
  const parsed = me.safeParse(await who.json())
  if (!parsed.success || !parsed.data.result.data.json.can.includes(right))
    return Response.json({ code: 'FORBIDDEN', message: `This needs the right ${right}.` }, { status: 403 })
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname.replace(/^\/api\/demo/, '')}${search}`, DEMO_URL), 'demo room')
}

export const GET = handle
export const POST = handle
export const dynamic = 'force-dynamic'
