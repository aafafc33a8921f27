import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { until } from '#platform/testing/until.ts'
import { journalRecord } from '#scene-runtime/core/journal.ts'
import { createRuntime, type Runtime } from '#scene-runtime/shell/runtime.ts'
import { roomStream, sessionJournal, sessionView } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import { sessionView as viewSchema } from '#wire/session-view.ts'
import { readDocument } from '../graphs/documents.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Person, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, publishScene, registerBoard } from '../testing/world.ts'

let studio: Studio
let runtime: Runtime
let owner: Person
let api: Client
let graph: string

/** A checkpoint, two puzzles in turn of which the first has a limit and lets the lock go, and a pause. */
const scene = (id: string) =>
  readDocument(
    {
      schemaVersion: 1,
      id,
      kind: 'scene',
      name: 'Two puzzles',
      roles: { button: { signals: { pressed: 'boolean' } }, door: { commands: { release: { params: {} } } } },
      variables: { score: { type: 'number', initial: 1, visible: true } },
      nodes: [
        { id: 'begin', type: 'checkpoint', data: { name: 'The beginning' } },
        { id: 'one', type: 'hold', data: { ...hold, name: 'One', limit: 60_000, exit: [release] } },
        { id: 'two', type: 'hold', data: { ...hold, name: 'Two' } },
        { id: 'rest', type: 'delay', data: { name: 'A rest', duration: 600_000 } },
        { id: 'over', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [
        { id: 'e0', source: 'begin', target: 'one' },
        { id: 'e1', source: 'one', sourcePort: 'solved', target: 'two', actions: [score] },
        { id: 'e2', source: 'two', sourcePort: 'solved', target: 'rest' },
        { id: 'e3', source: 'rest', target: 'over' },
      ],
    },
    'The test scene',
  )
const hold = {
  condition: { type: 'compare', left: { type: 'signal', role: 'button', signal: 'pressed' }, op: '=', right: true },
  for: 1_000,
}
const release = { type: 'command', role: 'door', command: 'release' }
const score = { type: 'set', variable: 'score', to: 7 }

beforeAll(async () => {
  studio = await startStudio()
  runtime = createRuntime({ redisUrl: studio.redisUrl, log: createLog('test', { level: 'silent' }) })
  await runtime.start()
  await studio.addTenant('acme', 'lobby')
  owner = await studio.addMember('acme', 'owner')
  api = owner.api
  graph = await publishScene(owner, 'Two puzzles')
  const { revision } = await api.graphs.saveDraft.mutate({ id: graph, baseRevision: 1, document: scene(graph) })
  await api.graphs.publish.mutate({ id: graph, revision, note: '', when: 'next_game', mapping: {} })
  await registerBoard(studio, 'acme', 'lobby', 'board')
  await api.bindings.set.mutate({ room: 'lobby', graph, bindings: bindingsTo('board') })
  await api.rooms.update.mutate({ room: 'lobby', mainGraphId: graph })
})
afterAll(async () => {
  await runtime.stop()
  await studio.stop()
})

const told = async (session: string) => {
  const text = await studio.redis.get(sessionView(session))
  return text === null ? null : viewSchema.parse(JSON.parse(text))
}
type View = NonNullable<Awaited<ReturnType<typeof told>>>
const seen = (session: string, check: (view: View) => boolean) =>
  until(
    async () => {
      const view = await told(session)
      return view !== null && check(view) ? view : null
    },
    { message: `session ${session} did not get there` },
  )

const begin = async () => {
  const { session_id } = await api.sessions.start.mutate({ room: 'lobby', seed: 7 })
  await seen(session_id, (view) => view.active.includes('one'))
  return session_id
}
const act = (session: string, action: SessionCommand, reason?: string) =>
  api.sessions.act.mutate({ session, action, ...(reason === undefined ? {} : { reason }) })
const preview = (session: string, action: SessionCommand) => api.sessions.preview.query({ session, action })
const end = async (session: string) => {
  await act(session, { command: 'end' })
  await seen(session, (view) => view.status === 'abandoned')
}

const items = async (session: string) => {
  const entries = await studio.redis.xrange(sessionJournal(session), '-', '+')
  const records = entries.map(([, fields]) => journalRecord.parse(JSON.parse(fields[1] ?? '')))
  return records.flatMap((record) => (record.kind === 'inputs' || record.kind === 'end' ? record.items : []))
}
const events = async (session: string) => {
  const entries = await studio.redis.xrange(roomStream({ tenant_id: 'acme', room_id: 'lobby' }), '-', '+')
  return entries
    .map(([, fields]) => domainEvent.parse(JSON.parse(fields[1] ?? '')))
    .filter((event) => event.session_id === session)
}

describe('what a game master does to a game', () => {
  it('an override: shown beforehand, then done, told as solved, and kept with who and why', async () => {
    const session = await begin()
    const action = { command: 'override', node: 'one' } as const
    const shown = await preview(session, action)
    expect(shown).toMatchObject({
      left: ['one'],
      entered: ['two'],
      commands: [{ role: 'door', command: 'release' }],
      timers: { cancelled: [{ node: 'one' }], started: [] },
      outcome: null,
      nothing: false,
    })
    // Nothing has moved.
    expect((await told(session))?.active).toEqual(['one'])
    await act(session, action, 'the lock is jammed')
    await seen(session, (view) => view.active.join() === shown.entered.join())
    expect(await items(session)).toContainEqual(
      expect.objectContaining({
        by: expect.any(String),
        reason: 'the lock is jammed',
        input: expect.objectContaining({ type: 'override', node: 'one' }),
      }),
    )
    const solved = (await events(session)).find((event) => event.type === 'puzzle_solved')
    expect(solved?.payload).toMatchObject({ node: 'one', overridden: true })
    const [audit] = await api.audit.list.query({ limit: 1 })
    expect(audit).toMatchObject({ action: 'sessions.act', detail: { session, action, reason: 'the lock is jammed' } })
    await end(session)
  })

  it('a bypass counts as skipped; a reset begins anew; a jump gives the variables back', async () => {
    const session = await begin()
    await act(session, { command: 'bypass', node: 'one' })
    const second = await seen(session, (view) => view.active.includes('two'))
    expect(second.variables.score?.value).toBe(7)
    expect(second.offers).toEqual([{ node: 'two', ways: ['override', 'bypass', 'reset'] }])
    const types = (await events(session)).map((event) => event.type)
    expect(types).toContain('puzzle_skipped')
    expect(types).not.toContain('puzzle_solved')
    expect(await preview(session, { command: 'reset', node: 'two' })).toMatchObject({ left: ['two'], entered: ['two'] })
    await act(session, { command: 'reset', node: 'two' })
    await seen(session, (view) => (view.entered_at.two ?? 0) > (second.entered_at.two ?? 0))
    expect((await events(session)).map((event) => event.type)).toContain('puzzle_reset')
    expect(second.checkpoints).toEqual([{ node: 'begin', passed_at: expect.any(Number) }])
    const jump = { command: 'jump', node: 'begin' } as const
    expect(await preview(session, jump)).toMatchObject({ left: ['two'], passed: ['begin'], entered: ['one'] })
    await act(session, jump)
    const back = await seen(session, (view) => view.active.includes('one'))
    expect(back.variables.score?.value).toBe(1)
    await end(session)
  })

  it('freeze, resume, the clocks, an outcome and an abandoned game', async () => {
    const session = await begin()
    await act(session, { command: 'freeze' })
    await seen(session, (view) => view.status === 'frozen')
    expect(await preview(session, { command: 'override', node: 'one' })).toMatchObject({ recorded: true, left: [] })
    await act(session, { command: 'override', node: 'one' })
    await seen(session, (view) => view.recorded_inputs === 1)
    expect(await preview(session, { command: 'resume', inputs: 'apply' })).toMatchObject({ left: ['one'] })
    expect(await preview(session, { command: 'resume', inputs: 'discard' })).toMatchObject({ left: [], commands: [] })
    await act(session, { command: 'resume', inputs: 'discard' })
    await seen(session, (view) => view.status === 'running' && view.active.includes('one'))
    await act(session, { command: 'pause_clock' })
    await seen(session, (view) => view.clock.clock_paused)
    expect(await preview(session, { command: 'end', outcome: 'failed' })).toMatchObject({ outcome: 'failed' })
    await act(session, { command: 'end', outcome: 'failed' }, 'time is up')
    expect(await seen(session, (view) => view.status === 'completed')).toMatchObject({ outcome: 'failed' })
    const over = (await events(session)).find((event) => event.type === 'session_completed')
    expect(over?.payload).toMatchObject({ by: expect.any(String), reason: 'time is up' })
    expect(await refusal(preview(session, { command: 'freeze' }))).toMatchObject({ data: { code: 'CONFLICT' } })
    const other = await begin()
    await act(other, { command: 'abandon' }, 'a rehearsal')
    expect(await seen(other, (view) => view.status === 'abandoned')).toMatchObject({ outcome: 'abandoned' })
  })
})
