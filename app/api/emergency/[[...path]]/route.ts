import { passOn, upstreams } from '#app/api/upstream.ts'

/** The emergency stop, to the API's own routes for it: they need no database. */
const handle = (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname.replace(/^\/api/, '')}${search}`, upstreams().API_URL), 'API')
}

export const GET = handle
export const POST = handle
export const dynamic = 'force-dynamic'
