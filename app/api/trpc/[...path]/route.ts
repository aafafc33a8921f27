import { passOn, upstreams } from '#app/api/upstream.ts'

/** Same origin for the browser: sign-in cookies need no cross-site rules, and the API's port stays private. */
const handle = (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname.replace(/^\/api/, '')}${search}`, upstreams().API_URL), 'API')
}

export const GET = handle
export const POST = handle
export const dynamic = 'force-dynamic'
