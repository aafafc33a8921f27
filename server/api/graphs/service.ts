import { nanoid } from 'nanoid'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { record, recordSitting } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found, notFound } from '../errors.ts'
import { LIVE } from '../sessions/live-games.ts'
import { bare, emptyDocument, readDocument, toColumn } from './documents.ts'
import { liveGames } from './live-games.ts'

export type GraphKind = 'scene' | 'puzzle'

export type GraphSummary = {
  id: string
  kind: GraphKind
  name: string
  description: string
  /** When its draft was last saved. */
  updatedAt: Date
  /** The version that the next game plays; null while nothing is published. */
  latestVersion: number | null
  draftRevision: number
  /** Games that are being played. */
  live: number
}

export type GraphDetail = {
  id: string
  kind: GraphKind
  name: string
  /** The version that the next game plays. */
  latestVersion: number | null
  draft: { revision: number; document: SceneGraph; updatedAt: Date; updatedBy: string | null }
  /** Newest first. */
  versions: VersionSummary[]
  live: { session_id: string; room: string; version: number }[]
}

export type VersionSummary = {
  number: number
  hash: string
  meaningHash: string
  note: string
  publishedAt: Date
  publishedBy: string | null
}

export async function listGraphs({ db }: FeatureContext): Promise<GraphSummary[]> {
  const rows = await db.graph.findMany({
    where: { archivedAt: null },
    select: {
      id: true,
      kind: true,
      name: true,
      description: true,
      createdAt: true,
      currentNumber: true,
      draft: { select: { revision: true, updatedAt: true } },
      _count: { select: { sessions: { where: { status: { in: [...LIVE] } } } } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ draft, currentNumber, createdAt, _count, ...row }) => ({
    ...row,
    updatedAt: draft?.updatedAt ?? createdAt,
    latestVersion: currentNumber,
    draftRevision: draft?.revision ?? 0,
    live: _count.sessions,
  }))
}

/** A new graph with its first draft: the given document under a new id, or an empty one. Throws `invalid`. */
export async function createGraph(
  { db, caller }: FeatureContext,
  input: { kind: GraphKind; name: string; document?: unknown },
): Promise<{ id: string }> {
  const id = nanoid()
  const { kind, name } = input
  const document =
    input.document === undefined
      ? emptyDocument(id, kind, name)
      : { ...bare(readDocument(input.document, `“${name}”`)), id, kind, name }
  const tenantId = caller.tenant.id
  await db.$transaction(async (tx) => {
    await tx.graph.create({ data: { tenantId, id, kind, name, description: document.description } })
    await tx.draft.create({
      data: { tenantId, graphId: id, document: toColumn(document), updatedBy: caller.user.name },
    })
    await record(tx, caller, { action: 'graphs.create', subject: name, detail: { id, kind } })
  })
  return { id }
}

/** Throws `not_found`. */
export async function getGraph(ctx: FeatureContext, id: string): Promise<GraphDetail> {
  const row = found(
    await ctx.db.graph.findFirst({
      where: { id },
      select: {
        id: true,
        kind: true,
        name: true,
        currentNumber: true,
        draft: { select: { revision: true, document: true, updatedAt: true, updatedBy: true } },
        versions: {
          select: { number: true, hash: true, meaningHash: true, note: true, publishedAt: true, publishedBy: true },
          orderBy: { number: 'desc' },
        },
      },
    }),
    'graph',
    id,
  )
  const draft = found(row.draft, 'draft of', row.name)
  const games = await liveGames(ctx, id)
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    latestVersion: row.currentNumber,
    draft: { ...draft, document: readDocument(draft.document, `The draft of “${row.name}”`) },
    versions: row.versions,
    live: games.map(({ session, room, version }) => ({ session_id: session, room, version })),
  }
}

export type DraftSave = { id: string; baseRevision: number; document: unknown }

/**
 * Saves the draft over the revision that it was made from. Throws `conflict` with the current revision when somebody
 * else saved meanwhile; saving what is there already is none, so that a save whose answer was lost can be sent again.
 */
export async function saveDraft(ctx: FeatureContext, { id, baseRevision, document }: DraftSave) {
  const { db, caller } = ctx
  const graph = bare(readDocument(document, 'The draft'))
  await checkIdentity(ctx, id, graph)
  const now = new Date(ctx.now())
  const revision = await db.$transaction(async (tx) => {
    const { count } = await tx.draft.updateMany({
      where: { graphId: id, revision: baseRevision },
      data: { document: toColumn(graph), revision: { increment: 1 }, updatedBy: caller.user.name },
    })
    if (count === 0) return null
    await tx.graph.update({ where: { id }, data: { name: graph.name, description: graph.description } })
    const deed = { action: 'graphs.saveDraft', subject: graph.name, detail: { id, revision: baseRevision + 1 } }
    await recordSitting(tx, caller, deed, now)
    return baseRevision + 1
  })
  return { revision: revision ?? (await alreadySaved(ctx, id, graph)) }
}

async function checkIdentity({ db }: FeatureContext, id: string, graph: SceneGraph): Promise<void> {
  const row = found(await db.graph.findFirst({ where: { id }, select: { kind: true, archivedAt: true } }), 'graph', id)
  if (row.archivedAt !== null) throw new ApiError('conflict', `“${graph.name}” was archived, so it takes no changes.`)
  if (graph.id !== id)
    throw new ApiError('invalid', `The document is of graph “${graph.id}”, not of “${id}”: import it as a new graph.`)
  if (graph.kind !== row.kind)
    throw new ApiError('invalid', `The document is a ${graph.kind}, and this graph is a ${row.kind}.`)
}

async function alreadySaved({ db }: FeatureContext, id: string, graph: SceneGraph): Promise<number> {
  const current = found(await db.draft.findFirst({ where: { graphId: id } }), 'graph', id)
  if (canonicalJson(current.document) === canonicalJson(graph)) return current.revision
  const by = current.updatedBy ?? 'somebody else'
  throw new ApiError(
    'conflict',
    `The draft was changed meanwhile by ${by}: it stands at revision ${current.revision}.`,
    {
      revision: current.revision,
    },
  )
}

export type VersionDetail = { number: number; hash: string; document: SceneGraph; note: string; publishedAt: Date }

/** Throws `not_found`. */
export async function getVersion({ db }: FeatureContext, id: string, number: number): Promise<VersionDetail> {
  const row = found(
    await db.version.findFirst({
      where: { graphId: id, number },
      select: { number: true, hash: true, document: true, note: true, publishedAt: true },
    }),
    'version',
    `${id} v${number}`,
  )
  return { ...row, document: readDocument(row.document, `Version ${number}`) }
}

/** Takes a graph out of sight; its versions and games stay. Throws `conflict` while a room plays it. */
export async function archiveGraph({ db, caller, now }: FeatureContext, id: string): Promise<{ id: string }> {
  await db.$transaction(async (tx) => {
    const graph = await tx.graph.findFirst({
      where: { id },
      select: {
        name: true,
        rooms: { select: { name: true } },
        sessions: { where: { status: { in: [...LIVE] } }, select: { id: true } },
      },
    })
    if (graph === null) throw notFound('graph', id)
    const rooms = graph.rooms.map((room) => room.name)
    if (rooms.length > 0)
      throw new ApiError(
        'conflict',
        `“${graph.name}” is the scene of ${rooms.join(', ')}: give the room another first.`,
      )
    if (graph.sessions.length > 0) throw new ApiError('conflict', `“${graph.name}” is being played right now.`)
    await tx.graph.update({ where: { id }, data: { archivedAt: new Date(now()) } })
    await record(tx, caller, { action: 'graphs.archive', subject: graph.name, detail: { id } })
  })
  return { id }
}
