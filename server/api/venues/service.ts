import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { uniqueOr } from '../unique.ts'

export type VenueSummary = { id: string; slug: string; name: string; rooms: { slug: string; name: string }[] }

export const listVenues = ({ db }: FeatureContext): Promise<VenueSummary[]> =>
  db.venue.findMany({
    select: {
      id: true,
      slug: true,
      name: true,
      rooms: { select: { slug: true, name: true }, orderBy: { name: 'asc' } },
    },
    orderBy: { name: 'asc' },
  })

/** Throws `conflict` when the slug is taken. */
export function createVenue(ctx: FeatureContext, input: { slug: string; name: string }): Promise<VenueSummary> {
  const { db, caller } = ctx
  return uniqueOr(`There is a venue “${input.slug}” already.`, () =>
    db.$transaction(async (tx) => {
      const { id, slug, name } = await tx.venue.create({ data: { tenantId: caller.tenant.id, ...input } })
      await record(tx, caller, { action: 'venues.create', subject: slug, detail: { name } })
      return { id, slug, name, rooms: [] }
    }),
  )
}
