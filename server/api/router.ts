import { auditRouter } from './audit/router.ts'
import { bindingsRouter } from './bindings/router.ts'
import { controllersRouter } from './controllers/router.ts'
import { devicesRouter } from './devices/router.ts'
import { graphsRouter } from './graphs/router.ts'
import { meRouter } from './me/router.ts'
import { operationsRouter } from './operations/router.ts'
import { peopleRouter } from './people/router.ts'
import { realtimeRouter } from './realtime/router.ts'
import { roomsRouter } from './rooms/router.ts'
import { sessionsRouter } from './sessions/router.ts'
import { router } from './trpc.ts'
import { venuesRouter } from './venues/router.ts'

export const appRouter = router({
  me: meRouter,
  realtime: realtimeRouter,
  venues: venuesRouter,
  rooms: roomsRouter,
  controllers: controllersRouter,
  devices: devicesRouter,
  graphs: graphsRouter,
  bindings: bindingsRouter,
  sessions: sessionsRouter,
  people: peopleRouter,
  audit: auditRouter,
  operations: operationsRouter,
})

/** What the app imports, and nothing else of the server. */
export type AppRouter = typeof appRouter
