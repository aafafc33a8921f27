import { passOn, upstreams } from '#app/api/upstream.ts'

/** What of the house is away, for the banner: asked by every open page, signed in or not. */
export const GET = (request: Request): Promise<Response> =>
  passOn(request, new URL('/conditions', upstreams().API_URL), 'API')

export const dynamic = 'force-dynamic'
