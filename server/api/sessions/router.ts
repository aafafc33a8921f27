import { z } from 'zod'
import { reason, sessionCommand } from '#wire/session-messages.ts'
import { id, limit, roomSlug } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { previewAction } from './preview.ts'
import { actOnSession, getSession, listSessions, readJournal } from './service.ts'
import { startSession } from './start.ts'

const startInput = z.strictObject({
  room: roomSlug,
  graph: id.optional(),
  team: z.string().trim().min(1).max(120).optional(),
  seed: z.number().int().min(0).max(2_147_483_647).optional(),
})

export const sessionsRouter = router({
  start: needs('sessions.start')
    .input(startInput)
    .mutation(({ ctx, input }) => startSession(ctx, input)),
  act: needs('sessions.act')
    .input(z.strictObject({ session: id, action: sessionCommand, reason: reason.optional() }))
    .mutation(({ ctx, input }) => actOnSession(ctx, input)),
  preview: needs('sessions.act')
    .input(z.strictObject({ session: id, action: sessionCommand }))
    .query(({ ctx, input }) => previewAction(ctx, input)),
  list: needs('sessions.see')
    .input(z.strictObject({ room: roomSlug.optional(), limit: limit(200, 50) }).prefault({}))
    .query(({ ctx, input }) => listSessions(ctx, input)),
  get: needs('sessions.see')
    .input(z.strictObject({ session: id }))
    .query(({ ctx, input }) => getSession(ctx, input.session)),
  journal: needs('sessions.see')
    .input(
      z.strictObject({
        session: id,
        after: z
          .string()
          .regex(/^\d+-\d+$/)
          .optional(),
        limit: limit(1_000, 200),
      }),
    )
    .query(({ ctx, input }) => readJournal(ctx, input)),
})
