import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '#server/api/router.ts'

/** What the API answers, by name: taken from the router's type, so that nothing else of the server is known here. */
type Answers = inferRouterOutputs<AppRouter>

export type Right = Answers['me']['get']['can'][number]
export type Role = Answers['me']['get']['role']
export type RoomSummary = Answers['rooms']['get']
export type ControllerSummary = Answers['controllers']['list'][number]
export type DeviceSummary = Answers['devices']['list'][number]
export type SessionSummary = Answers['sessions']['list'][number]
export type Person = Answers['people']['list'][number]
