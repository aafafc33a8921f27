import { z } from 'zod'
import { publishedWhen } from '#wire/session-messages.ts'
import { displayName, id, idInput, roomSlug } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { readContained, usedBy } from './contained.ts'
import { publish, rollOut } from './publish.ts'
import { rehearseDraft } from './rehearse.ts'
import { archiveGraph, createGraph, getGraph, getVersion, listGraphs, saveDraft } from './service.ts'

/** Documents are read by `parseDocument` in the service, which says what is wrong in findings. */
const document = z.unknown()
/** Of a document from elsewhere: it may name what no graph here is called. */
const reference = z.strictObject({
  graph: z.string().min(1).max(128),
  version: z.union([z.number().int().min(1).max(999_999_999), z.literal('latest')]),
})
const revision = z.number().int().min(1)

const mapping = z.record(z.string().max(200), z.string().max(200)).default({})
const rollOutInput = {
  when: publishedWhen.default('now'),
  rooms: z.array(roomSlug).max(500).optional(),
  watchSeconds: z.number().int().min(0).max(3_600).default(60),
  mapping,
}

export const graphsRouter = router({
  list: needs('graphs.see').query(({ ctx }) => listGraphs(ctx)),
  get: needs('graphs.see')
    .input(idInput)
    .query(({ ctx, input }) => getGraph(ctx, input.id)),
  create: needs('graphs.edit')
    .input(z.strictObject({ kind: z.enum(['scene', 'puzzle']), name: displayName, document: document.optional() }))
    .mutation(({ ctx, input }) => createGraph(ctx, input)),
  saveDraft: needs('graphs.edit')
    .input(z.strictObject({ id, baseRevision: revision, document }))
    .mutation(({ ctx, input }) => saveDraft(ctx, input)),
  version: needs('graphs.see')
    .input(z.strictObject({ id, number: z.number().int().min(1) }))
    .query(({ ctx, input }) => getVersion(ctx, input.id, input.number)),
  contained: needs('graphs.see')
    .input(z.strictObject({ references: z.array(reference).max(500) }))
    .query(({ ctx, input }) => readContained(ctx.db, input.references)),
  usedBy: needs('graphs.see')
    .input(idInput)
    .query(({ ctx, input }) => usedBy(ctx, input.id)),
  publish: needs('graphs.publish')
    .input(
      z.strictObject({
        id,
        revision,
        note: z.string().trim().max(2_000).default(''),
        ...rollOutInput,
      }),
    )
    .mutation(({ ctx, input }) => publish(ctx, input)),
  rollOut: needs('graphs.publish')
    .input(z.strictObject({ id, number: z.number().int().min(1), ...rollOutInput }))
    .mutation(({ ctx, input }) => rollOut(ctx, input)),
  rehearse: needs('graphs.publish')
    .input(z.strictObject({ id, revision, mapping }))
    .query(({ ctx, input }) => rehearseDraft(ctx, input)),
  archive: needs('graphs.edit')
    .input(idInput)
    .mutation(({ ctx, input }) => archiveGraph(ctx, input.id)),
})
