import { compile } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { core } from '#scene-runtime/core/core.ts'
import type { Game } from '#scene-runtime/core/game.ts'
import { knownOf, valuesIn } from '#scene-runtime/core/known.ts'
import { rehearse } from '#scene-runtime/core/rehearse.ts'
import { roomPresence, roomSignals } from '#wire/channels.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import { readBindings } from '../bindings/service.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { loadLiveSession } from '../sessions/live-session.ts'
import { type LiveGame, liveGames } from './live-games.ts'
import { checkedDraft, type Publication, readAhead } from './publish.ts'

export type RehearsedGame = {
  session: string
  /** Version that it is on. */
  version: number
  /** What would become of it; null, and `problem`, when nobody can tell. */
  report: ReloadReport | null
  problem: string | null
}
/** Games of one room move together: one that can't keeps all of them. */
export type RehearsedRoom = { room: string; moves: boolean; games: RehearsedGame[] }

/**
 * HR1: what publishing the draft would do to every game that is being played, worked out by the runtime's own core on
 * copies of them. Nothing moves. Throws what `publish` would throw.
 */
export async function rehearseDraft(
  ctx: FeatureContext,
  input: Pick<Publication, 'id' | 'revision' | 'mapping'>,
): Promise<RehearsedRoom[]> {
  const { graph } = await checkedDraft(ctx, input)
  const to = compile(graph)
  const newest = await ctx.db.version.findFirst({
    where: { graphId: input.id },
    orderBy: { number: 'desc' },
    select: { number: true },
  })
  const version = { number: (newest?.number ?? 0) + 1, to, mapping: input.mapping }
  const live = await liveGames(ctx, input.id)
  if (live.length > 0) await readAhead(ctx, to.hash, graph)
  const rooms: RehearsedRoom[] = []
  for (const room of new Set(live.map((game) => game.room))) {
    const games = live.filter((game) => game.room === room)
    rooms.push(await rehearseRoom(ctx, graph, version, room, games))
  }
  return rooms
}

type Version = { number: number; to: ReturnType<typeof compile>; mapping: Record<string, string> }

async function rehearseRoom(
  ctx: FeatureContext,
  graph: SceneGraph,
  { number, to, mapping }: Version,
  room: string,
  live: readonly LiveGame[],
): Promise<RehearsedRoom> {
  const address = { tenant_id: ctx.caller.tenant.slug, room_id: room }
  const [signals, boards, ...loaded] = await Promise.all([
    ctx.redis.hgetall(roomSignals(address)),
    ctx.redis.hgetall(roomPresence(address)),
    ...live.map((game) => loadOrProblem(ctx, game)),
  ])
  const values = valuesIn(signals, boards)
  const games = loaded.flatMap(({ game }) => (game === null ? [] : [game]))
  const published = {
    graph_name: graph.name,
    version: number,
    hash: to.hash,
    mapping,
    bindings: await readBindings(ctx.db, live[0]?.roomId ?? '', graph.id),
    by: ctx.caller.user.name,
    move: 'rehearsal',
    watchedUntil: 0,
  }
  const result = rehearse(core, games, to, published, ctx.now(), (start) => knownOf(values, start.bindings))
  const reports = new Map(
    result.ok
      ? result.moves.map(({ moved: { report } }) => [report.session_id, report])
      : result.reports.map(({ report }) => [report.session_id, report]),
  )
  return {
    room,
    moves: result.ok && loaded.every(({ problem }) => problem === null),
    games: live.map(({ session, version }, index) => ({
      session,
      version,
      report: reports.get(session) ?? null,
      problem: loaded[index]?.problem ?? null,
    })),
  }
}

async function loadOrProblem(
  ctx: FeatureContext,
  { session }: LiveGame,
): Promise<{ game: Game | null; problem: string | null }> {
  try {
    return { game: await loadLiveSession(ctx, session), problem: null }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { game: null, problem: error.message }
  }
}
