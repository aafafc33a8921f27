import { passToApi } from '#app/api/upstream.ts'

/** What of the house is away, for the banner: asked by every open page, signed in or not. */
export const GET = passToApi
export const dynamic = 'force-dynamic'
