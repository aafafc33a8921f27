import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { planGraph } from '#scene-graph/compile/plan.ts'
import { contentHash, meaningHash } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { graphVersion, VERSIONS_NUDGE } from '#wire/channels.ts'
import type { PublishedWhen, ScenePublished } from '#wire/session-messages.ts'
import { record } from '../audit/record.ts'
import { readBindings } from '../bindings/service.ts'
import type { ActingContext, FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import type { TenantTx } from '../tenancy.ts'
import { retried } from '../unique.ts'
import { withContained } from './contained.ts'
import { readDocument, toColumn } from './documents.ts'
import { type LiveGame, liveGames } from './live-games.ts'

export type Publication = {
  id: string
  /** Of the draft that the designer saw. */
  revision: number
  note: string
} & RollOut

/** When running games take a version, and which of them (HR7). */
export type RollOut = {
  when: PublishedWhen
  /** Slugs: only the games of these rooms take it; the others wait until they are asked, or for their next game. */
  rooms?: string[] | undefined
  /** How long the runtime watches them, and takes them back by itself (HR6). */
  watchSeconds: number
  /** Removed node id → surviving node id (HR2). */
  mapping: Record<string, string>
}

export type Published = {
  number: number
  hash: string
  /** Nothing that a game depends on differs from the version before, so all games are left alone. */
  unchanged: boolean
  /** Running games that were asked to take it, now or at their next checkpoint. */
  sessions: string[]
  /** Running games on another version that were not asked: `rollOut` does that. */
  left: string[]
}

/**
 * Makes the draft a version, together with everything that it contains: "latest" is what is newest at this moment, and
 * stays that in this version. The same content published again is the version that it was. Throws `invalid` with the
 * findings when the graph has errors, `conflict` when the draft is not at `revision` any more.
 */
export async function publish(ctx: FeatureContext, input: Publication): Promise<Published> {
  const { draft, graph } = await checkedDraft(ctx, input)
  const version = { hash: contentHash(graph), meaningHash: meaningHash(graph) }
  await readAhead(ctx, version.hash, graph)
  const { number, before } = await retried(() =>
    ctx.db.$transaction((tx) => store(tx, ctx, { input, graph, ...version, draft })),
  )
  await ctx.redis.set(graphVersion(version.hash), JSON.stringify(graph))
  const moving = await otherMeaning(ctx, input.id, version.meaningHash)
  const asked = await ask(ctx, moving, input, { name: graph.name, number, hash: version.hash })
  return {
    number,
    hash: version.hash,
    unchanged: before === version.meaningHash && moving.length === 0,
    ...asked,
  }
}

/**
 * Asks further games to take a version that was published: the rooms that were left out then, or all of them. Throws
 * `not_found` for the version.
 */
export async function rollOut(
  ctx: FeatureContext,
  input: RollOut & { id: string; number: number },
): Promise<Pick<Published, 'sessions' | 'left'>> {
  const { id: graphId, number } = input
  const version = found(
    await ctx.db.version.findFirst({
      where: { graphId, number },
      select: { hash: true, meaningHash: true, document: true, graph: { select: { name: true } } },
    }),
    'version',
    String(number),
  )
  const { name } = version.graph
  checkMapping(readDocument(version.document, `Version ${number} of “${name}”`), input.mapping)
  await record(ctx.db, ctx.caller, {
    action: 'graphs.rollOut',
    subject: name,
    detail: { id: graphId, number, when: input.when, rooms: input.rooms ?? null, mapping: input.mapping },
  })
  await ctx.redis.set(graphVersion(version.hash), JSON.stringify(version.document))
  const moving = await otherMeaning(ctx, graphId, version.meaningHash)
  return ask(ctx, moving, input, { name, number, hash: version.hash })
}

async function ask(
  ctx: FeatureContext,
  games: readonly LiveGame[],
  { id, when, rooms, mapping, watchSeconds }: RollOut & { id: string },
  { name, number, hash }: { name: string; number: number; hash: string },
): Promise<Pick<Published, 'sessions' | 'left'>> {
  const asked = games.filter((game) => rooms?.includes(game.room) ?? true)
  const watch_ms = watchSeconds * 1_000
  const version = { graph_id: id, graph_name: name, version: number, hash, when, watch_ms, mapping }
  await announce(ctx, asked, version)
  const moving = when === 'next_game' ? [] : asked
  return {
    sessions: moving.map((game) => game.session),
    left: games.filter((game) => !moving.includes(game)).map((game) => game.session),
  }
}

/** A draft that is never published is forgotten again, s. */
const AHEAD_S = 3_600

/** Lets runtimes make a version ready while people still look at what it would do (HR9). */
export async function readAhead({ redis }: ActingContext, hash: string, graph: SceneGraph): Promise<void> {
  await redis.set(graphVersion(hash), JSON.stringify(graph), 'EX', AHEAD_S, 'NX')
  await redis.publish(VERSIONS_NUDGE, hash)
}

/** The draft as it may be published. Throws what `publish` throws. */
export async function checkedDraft(
  { db }: FeatureContext,
  { id, revision, mapping }: Pick<Publication, 'id' | 'revision' | 'mapping'>,
) {
  const draft = found(await db.draft.findFirst({ where: { graphId: id }, include: { graph: true } }), 'graph', id)
  if (draft.graph.archivedAt !== null) throw new ApiError('conflict', `“${draft.graph.name}” was archived.`)
  if (draft.revision !== revision) throw changed(draft.revision)
  const graph = await withContained(db, readDocument(draft.document, `The draft of “${draft.graph.name}”`))
  const findings = validate(graph)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  if (errors > 0)
    throw new ApiError(
      'invalid',
      `“${graph.name}” has ${errors === 1 ? 'an error' : `${errors} errors`}, so it can't be published.`,
      {
        findings,
      },
    )
  checkMapping(graph, mapping)
  return { draft, graph }
}

/** With the nodes of contained graphs: a running game may stand in one of them. */
function checkMapping(graph: SceneGraph, mapping: Record<string, string>): void {
  const { nodes } = planGraph(graph)
  const lost = Object.values(mapping).find((node) => !nodes.has(node))
  if (lost !== undefined)
    throw new ApiError('invalid', `The mapping leads to “${lost}”, which is no node of this version.`)
}

const changed = (revision: number): ApiError =>
  new ApiError(
    'conflict',
    `The draft was changed meanwhile: it stands at revision ${revision}. Look at it and publish again.`,
    {
      revision,
    },
  )

type NewVersion = {
  input: Publication
  graph: SceneGraph
  hash: string
  meaningHash: string
  draft: { graph: { id: string } }
}

/** The version's row and number. Whoever publishes the same graph at the same moment waits for the first update. */
async function store(tx: TenantTx, { caller, now }: FeatureContext, version: NewVersion) {
  const { input, graph, hash, meaningHash } = version
  const { id: graphId } = input
  await tx.graph.update({ where: { id: graphId }, data: { updatedAt: new Date(now()) } })
  const { revision } = found(
    await tx.draft.findFirst({ where: { graphId }, select: { revision: true } }),
    'graph',
    graphId,
  )
  if (revision !== input.revision) throw changed(revision)
  const row = await tx.graph.findFirst({
    where: { id: graphId },
    select: { current: { select: { meaningHash: true } }, versions: { orderBy: { number: 'desc' }, take: 1 } },
  })
  const same = await tx.version.findFirst({ where: { graphId, hash }, select: { number: true } })
  const number = same?.number ?? (row?.versions[0]?.number ?? 0) + 1
  if (same === null)
    await tx.version.create({
      data: {
        tenantId: caller.tenant.id,
        graphId,
        number,
        hash,
        meaningHash,
        document: toColumn(graph),
        note: input.note,
        publishedBy: caller.user.name,
      },
    })
  await tx.graph.update({ where: { id: graphId }, data: { currentNumber: number } })
  await record(tx, caller, {
    action: 'graphs.publish',
    subject: graph.name,
    detail: {
      id: graphId,
      number,
      hash,
      when: input.when,
      note: input.note,
      rooms: input.rooms ?? null,
      mapping: input.mapping,
    },
  })
  return { number, before: row?.current?.meaningHash }
}

/** The running games of a graph whose version means something else. */
async function otherMeaning(ctx: FeatureContext, graphId: string, meaning: string): Promise<LiveGame[]> {
  const games = await liveGames(ctx, graphId)
  const alike = await ctx.db.version.findMany({ where: { graphId, meaningHash: meaning }, select: { hash: true } })
  const hashes = new Set(alike.map((version) => version.hash))
  return games.filter((game) => !hashes.has(game.hash))
}

type Announcement = Omit<ScenePublished, 'bindings' | 'by'>

/** Tells the rooms of these games that there is a new version; the document must be in Redis by then. */
export async function announce(
  ctx: ActingContext,
  games: readonly Pick<LiveGame, 'room' | 'roomId'>[],
  version: Announcement,
): Promise<void> {
  const rooms = new Map(games.map((game) => [game.roomId, game.room]))
  const events = await Promise.all(
    [...rooms].map(async ([roomId, room]) =>
      createEvent({
        type: 'scene_published',
        tenant_id: ctx.caller.tenant.slug,
        room_id: room,
        payload: {
          ...version,
          bindings: await readBindings(ctx.db, roomId, version.graph_id),
          by: ctx.caller.user.name,
        },
        source: 'api',
        trace_id: ctx.traceId,
        now: ctx.now(),
      }),
    ),
  )
  await appendEvents(ctx.redis, events)
}
