import { passToApi } from '#app/api/upstream.ts'

export const GET = passToApi
export const POST = passToApi
export const dynamic = 'force-dynamic'
