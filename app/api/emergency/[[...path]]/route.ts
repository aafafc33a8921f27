import { passToApi } from '#app/api/upstream.ts'

/** The emergency stop, to the API's own routes for it: they need no database. */
export const GET = passToApi
export const POST = passToApi
export const dynamic = 'force-dynamic'
