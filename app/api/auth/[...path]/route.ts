import { passOn, upstreams } from '#app/api/upstream.ts'

const handle = (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  return passOn(request, new URL(`${pathname}${search}`, upstreams().API_URL), 'API')
}

export const GET = handle
export const POST = handle
export const dynamic = 'force-dynamic'
