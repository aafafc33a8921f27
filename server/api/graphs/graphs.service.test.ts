import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contentHash } from '#scene-graph/hash.ts'
import { graphVersion, roomStream, sessionView } from '#wire/channels.ts'
import { publishedEvent } from '#wire/domain-event.ts'
import { scenePublished } from '#wire/session-messages.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, lockScene, publishScene, registerBoard, viewOf } from '../testing/world.ts'

let studio: Studio
let api: Client
let id: string

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  api = (await studio.addMember('acme', 'owner')).api
})
afterAll(() => studio.stop())
beforeEach(async () => {
  id = (await api.graphs.create.mutate({ kind: 'scene', name: 'Lock', document: lockScene('from-a-file') })).id
})

const publish = (revision: number, change: { when?: 'now' | 'next_game'; mapping?: Record<string, string> } = {}) =>
  api.graphs.publish.mutate({ id, revision, note: '', when: 'now', mapping: {}, ...change })

const save = (baseRevision: number, document: unknown) => api.graphs.saveDraft.mutate({ id, baseRevision, document })

describe('a graph', () => {
  it('begins with the document that it was made from, under an id of its own', async () => {
    const graph = await api.graphs.get.query({ id })
    expect(graph).toMatchObject({ id, kind: 'scene', name: 'Lock', latestVersion: null, versions: [], live: [] })
    expect(graph.draft).toMatchObject({ revision: 1, document: { ...lockScene(id), name: 'Lock' } })
  })

  it('begins empty when it was made from nothing', async () => {
    const made = await api.graphs.create.mutate({ kind: 'puzzle', name: 'Keys' })
    const { draft } = await api.graphs.get.query(made)
    expect(draft.document).toMatchObject({ id: made.id, kind: 'puzzle', name: 'Keys', nodes: [], edges: [] })
  })

  it('is listed with its draft and its latest version until it is archived', async () => {
    await publish(1)
    const listed = (await api.graphs.list.query()).find((graph) => graph.id === id)
    expect(listed).toMatchObject({ latestVersion: 1, draftRevision: 1, live: 0 })
    await api.graphs.archive.mutate({ id })
    expect((await api.graphs.list.query()).some((graph) => graph.id === id)).toBe(false)
    expect((await refusal(save(1, lockScene(id)))).data?.code).toBe('CONFLICT')
    expect((await refusal(publish(1))).data?.code).toBe('CONFLICT')
  })

  it('is not archived while a room plays it', async () => {
    await api.rooms.update.mutate({ room: 'lobby', mainGraphId: id })
    const refused = await refusal(api.graphs.archive.mutate({ id }))
    expect(refused.data?.code).toBe('CONFLICT')
    expect(refused.message).toContain('lobby')
    await api.rooms.update.mutate({ room: 'lobby', mainGraphId: null })
  })
})

describe('a draft', () => {
  it('is saved over the revision that it was made from', async () => {
    expect(await save(1, lockScene(id, { name: 'Better' }))).toEqual({ revision: 2 })
    const graph = await api.graphs.get.query({ id })
    expect(graph).toMatchObject({ name: 'Better', draft: { revision: 2, document: { name: 'Better' } } })
  })

  it('is not saved over what somebody else saved: the answer names the revision that it stands at', async () => {
    await save(1, lockScene(id, { name: 'Theirs' }))
    const refused = await refusal(save(1, lockScene(id, { name: 'Mine' })))
    expect(refused.data).toMatchObject({ code: 'CONFLICT', revision: 2 })
    expect((await api.graphs.get.query({ id })).name).toBe('Theirs')
  })

  it('of two saves at once takes one, and tells the other', async () => {
    const saves = ['One', 'Two', 'Three', 'Four'].map((name) => save(1, lockScene(id, { name })))
    const outcomes = await Promise.allSettled(saves)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect((await api.graphs.get.query({ id })).draft.revision).toBe(2)
  })

  it('may be sent again when the answer was lost', async () => {
    const document = lockScene(id, { name: 'Once' })
    await save(1, document)
    expect(await save(1, document)).toEqual({ revision: 2 })
  })

  it('may be broken as a game, but not as a document: the answer says where', async () => {
    expect(await save(1, { ...lockScene(id), nodes: [], edges: [] })).toEqual({ revision: 2 })
    const refused = await refusal(save(2, { ...lockScene(id), nodes: [{ id: 'x', type: 'nothing' }] }))
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.data?.findings).toMatchObject([{ code: 'document/node-type', path: 'nodes.0.type' }])
    expect((await refusal(save(2, lockScene('another')))).message).toContain('import it as a new graph')
  })

  it('holds only text that can be stored', async () => {
    for (const name of ['a\0b', 'half \ud800 a pair']) {
      const refused = await refusal(save(1, { ...lockScene(id), name }))
      expect(refused.data?.code).toBe('BAD_REQUEST')
      expect(refused.message).toContain('name')
    }
  })

  it('of some megabytes is taken', async () => {
    const big = { ...lockScene(id), description: 'x'.repeat(4_000) }
    const note = { type: 'note', data: { name: 'n', text: 'y'.repeat(1_500) } }
    const nodes = [...big.nodes, ...Array.from({ length: 3_500 }, (_, n) => ({ id: `n${n}`, ...note }))]
    const document = { ...big, nodes }
    expect(JSON.stringify(document).length).toBeGreaterThan(5_000_000)
    expect(await save(1, document)).toEqual({ revision: 2 })
  })
})

describe('publishing', () => {
  it('makes version 1, whose document stands in Redis under the hash of its content', async () => {
    const { number, hash, unchanged, sessions } = await publish(1)
    expect({ number, unchanged, sessions }).toEqual({ number: 1, unchanged: false, sessions: [] })
    const { draft } = await api.graphs.get.query({ id })
    expect(hash).toBe(contentHash(draft.document))
    expect(JSON.parse((await studio.redis.get(graphVersion(hash))) ?? '')).toEqual(draft.document)
    expect(await api.graphs.version.query({ id, number: 1 })).toMatchObject({
      number: 1,
      hash,
      document: draft.document,
    })
  })

  it('of the same content is the version that it was, and that is the latest again', async () => {
    const first = await publish(1)
    await save(1, lockScene(id, { releaseAfter: 50 }))
    expect((await publish(2)).number).toBe(2)
    await save(2, { ...lockScene(id), name: 'Lock' })
    expect(await publish(3)).toMatchObject({ number: 1, hash: first.hash })
    const graph = await api.graphs.get.query({ id })
    expect(graph.versions.map((version) => version.number)).toEqual([2, 1])
    expect(graph.latestVersion).toBe(1)
  })

  it('refuses a graph with errors, with what is wrong', async () => {
    const { nodes, ...rest } = lockScene(id)
    await save(1, { ...rest, nodes: nodes.filter((node) => node.id !== 'waiting') })
    const refused = await refusal(publish(2))
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.data?.findings?.some((finding) => finding.severity === 'error')).toBe(true)
    expect((await api.graphs.get.query({ id })).versions).toEqual([])
  })

  it('refuses a draft that moved on since it was looked at', async () => {
    await save(1, lockScene(id, { name: 'Later' }))
    expect((await refusal(publish(1))).data).toMatchObject({ code: 'CONFLICT', revision: 2 })
  })

  it('refuses a mapping to a node that is not there', async () => {
    expect((await refusal(publish(1, { mapping: { gone: 'nowhere' } }))).message).toContain('nowhere')
  })

  it('twice at once is one version', async () => {
    const both = await Promise.all([publish(1), publish(1), publish(1)])
    expect(both.map((version) => version.number)).toEqual([1, 1, 1])
    expect(await studio.prisma.version.count({ where: { graphId: id } })).toBe(1)
  })

  it('of several graphs and revisions at once numbers each graph without gaps', async () => {
    const graphs = await Promise.all(
      [0, 1, 2, 3].map(() => api.graphs.create.mutate({ kind: 'scene', name: 'G', document: lockScene('x') })),
    )
    const numbers = await Promise.all(
      graphs.map(async (graph) => {
        const found: number[] = []
        for (let revision = 1; revision <= 3; revision++) {
          const call = { id: graph.id, revision, note: '', when: 'now' as const, mapping: {} }
          const both = await Promise.all([api.graphs.publish.mutate(call), api.graphs.publish.mutate(call)])
          found.push(...both.map((version) => version.number))
          const document = { ...lockScene(graph.id, { releaseAfter: revision }), name: 'G' }
          await api.graphs.saveDraft.mutate({ id: graph.id, baseRevision: revision, document })
        }
        return found
      }),
    )
    expect(numbers).toEqual(Array(4).fill([1, 1, 2, 2, 3, 3]))
  })
})

describe('a graph that contains others', () => {
  const puzzle = (name: string, seconds = 1, contains: string[] = []) => ({
    schemaVersion: 1,
    id: 'x',
    kind: 'puzzle',
    name,
    nodes: [
      { id: 'wait', type: 'delay', data: { duration: seconds * 1_000 } },
      { id: 'end', type: 'end', data: { outcome: 'solved' } },
      ...contains.map((graph, n) => ({ id: `in-${n}`, type: 'graph', data: { graph } })),
    ],
    edges: [{ id: 'e', source: 'wait', target: contains.length > 0 ? 'in-0' : 'end' }, ...contains.map(inside)],
  })
  const inside = (_: string, n: number) => ({ id: `after-${n}`, source: `in-${n}`, target: 'end' })
  const make = async (document: { name: string }) =>
    (await api.graphs.create.mutate({ kind: 'puzzle', name: document.name, document })).id
  const publishIt = (graph: string, revision = 1) =>
    api.graphs.publish.mutate({ id: graph, revision, note: '', when: 'now', mapping: {} })
  const change = async (graph: string, document: object) => {
    const { draft } = await api.graphs.get.query({ id: graph })
    const saved = await api.graphs.saveDraft.mutate({
      id: graph,
      baseRevision: draft.revision,
      document: { ...draft.document, ...document, id: graph },
    })
    return saved.revision
  }
  const documentOf = async (graph: string, number: number) =>
    (await api.graphs.version.query({ id: graph, number })).document

  it('SG7 is published with all of them, near and far; its draft holds none', async () => {
    const far = await make(puzzle('Far'))
    const near = await make(puzzle('Near', 1, [far]))
    const outer = await make(puzzle('Outer', 1, [near]))
    for (const graph of [far, near]) await publishIt(graph)
    const { hash } = await publishIt(outer)
    const document = await documentOf(outer, 1)
    expect(Object.keys(document.graphs).sort()).toEqual([`${far}@latest`, `${near}@latest`].sort())
    expect(document.graphs[`${near}@latest`]).toMatchObject({ id: near, name: 'Near', graphs: {} })
    expect(JSON.parse((await studio.redis.get(graphVersion(hash))) ?? '')).toEqual(document)
    const { draft } = await api.graphs.get.query({ id: outer })
    expect(draft.document.graphs).toEqual({})
    await change(outer, { graphs: document.graphs })
    expect((await api.graphs.get.query({ id: outer })).draft.document.graphs).toEqual({})
  })

  it('SG7 means the same for ever: "latest" is what it was when it was published', async () => {
    const inner = await make(puzzle('Inner'))
    const outer = await make(puzzle('Outer', 1, [inner]))
    await publishIt(inner)
    const first = await publishIt(outer)
    await publishIt(inner, await change(inner, puzzle('Inner', 9)))
    expect(await documentOf(outer, 1)).toMatchObject({
      graphs: { [`${inner}@latest`]: { nodes: [durationOf(1_000), {}] } },
    })
    const again = await publishIt(outer)
    expect(again).toMatchObject({ number: 2, unchanged: false })
    expect(again.hash).not.toBe(first.hash)
    expect(await documentOf(outer, 2)).toMatchObject({
      graphs: { [`${inner}@latest`]: { nodes: [durationOf(9_000), {}] } },
    })
    const { draft } = await api.graphs.get.query({ id: outer })
    const nodes = draft.document.nodes.map((node) =>
      node.type === 'graph' ? { ...node, data: { ...node.data, version: 1 } } : node,
    )
    const pinned = await publishIt(outer, await change(outer, { nodes }))
    const { graphs } = await documentOf(outer, pinned.number)
    expect(graphs).toMatchObject({ [`${inner}@1`]: { nodes: [durationOf(1_000), {}] } })
    expect(Object.keys(graphs)).toHaveLength(1)
  })
  const durationOf = (duration: number) => ({ data: { duration } })

  it('is refused while one of them is missing, unpublished, another tenant’s or itself, with the finding', async () => {
    const codes = async (graph: string, revision = 1) =>
      (await refusal(publishIt(graph, revision))).data?.findings?.flatMap(({ code, severity, nodes }) =>
        severity === 'error' && code.startsWith('graph/') ? [`${code} ${nodes.join()}`] : [],
      )
    expect(await codes(await make(puzzle('Outer', 1, ['nowhere'])))).toEqual(['graph/missing in-0'])
    const draft = await make(puzzle('Draft'))
    expect(await codes(await make(puzzle('Outer', 1, [draft])))).toEqual(['graph/missing in-0'])
    await studio.addTenant('rival', 'lobby')
    const stranger = await studio.addMember('rival', 'owner')
    const theirs = await publishScene(stranger, 'Theirs')
    expect(await codes(await make(puzzle('Outer', 1, [theirs])))).toEqual(['graph/missing in-0'])
    const one = await make(puzzle('One'))
    await publishIt(one)
    const two = await make(puzzle('Two', 1, [one]))
    await publishIt(two)
    const { nodes, edges } = puzzle('One', 1, [two])
    expect(await codes(one, await change(one, { nodes, edges }))).toEqual(['graph/cycle in-0'])
  })

  it('may be mapped into a contained graph', async () => {
    const inner = await make(puzzle('Inner'))
    await publishIt(inner)
    const outer = await make(puzzle('Outer', 1, [inner]))
    const call = { id: outer, revision: 1, note: '', when: 'now' as const }
    const refused = await refusal(api.graphs.publish.mutate({ ...call, mapping: { gone: 'in-0/nowhere' } }))
    expect(refused.message).toContain('in-0/nowhere')
    await api.graphs.publish.mutate({ ...call, mapping: { gone: 'in-0/wait' } })
  })

  it('gets the documents that a list of references leads to, and who uses one', async () => {
    const far = await make(puzzle('Far'))
    await publishIt(far)
    const near = await make(puzzle('Near', 1, [far]))
    await publishIt(near)
    await publishIt(near, await change(near, puzzle('Near', 5, [far])))
    const { graphs, numbers } = await api.graphs.contained.query({
      references: [
        { graph: near, version: 'latest' },
        { graph: near, version: 1 },
        { graph: near, version: 7 },
        { graph: 'nowhere', version: 'latest' },
      ],
    })
    expect(numbers).toEqual({ [`${near}@latest`]: 2, [`${near}@1`]: 1, [`${far}@latest`]: 1 })
    expect(Object.keys(graphs).sort()).toEqual(Object.keys(numbers).sort())
    expect(graphs[`${near}@latest`]).toMatchObject({ name: 'Near', graphs: {}, nodes: [durationOf(5_000), {}, {}] })
    const outer = await make(puzzle('Zeta', 1, [far]))
    expect(await api.graphs.usedBy.query({ id: far })).toEqual([
      { id: near, name: 'Near', kind: 'puzzle', draft: true, published: true },
      { id: outer, name: 'Zeta', kind: 'puzzle', draft: true, published: false },
    ])
    expect(await api.graphs.usedBy.query({ id: outer })).toEqual([])
  })
})

describe('publishing while games run', () => {
  let graph: string
  let session: string
  const room = { tenant_id: 'acme', room_id: 'stage' }

  beforeAll(async () => {
    await api.rooms.create.mutate({ venue: 'main', slug: 'stage', name: 'Stage' })
    await registerBoard(studio, 'acme', 'stage', 'board')
    graph = await publishScene({ email: '', cookie: '', api }, 'Live')
    await api.bindings.set.mutate({ room: 'stage', graph, bindings: bindingsTo('board') })
    session = (await api.sessions.start.mutate({ room: 'stage', graph })).session_id
  })

  const change = async (options: Parameters<typeof lockScene>[1]) => {
    const { draft } = await api.graphs.get.query({ id: graph })
    const document = lockScene(graph, { name: 'Live', ...options })
    const { revision } = await api.graphs.saveDraft.mutate({ id: graph, baseRevision: draft.revision, document })
    return { id: graph, revision, note: '', when: 'now' as const, mapping: {} }
  }
  const published = async () =>
    (await studio.redis.xrange(roomStream(room), '-', '+'))
      .map(([stream_id, [, json]]) => publishedEvent.parse({ stream_id, ...JSON.parse(json ?? '') }))
      .filter((event) => event.type === 'scene_published')

  it('leaves them alone when the change is cosmetic', async () => {
    const version = await api.graphs.publish.mutate(await change({ name: 'Renamed' }))
    expect(version).toMatchObject({ number: 2, unchanged: true, sessions: [] })
    expect(await published()).toEqual([])
  })

  it('asks them to move, with document and bindings in place', async () => {
    const version = await api.graphs.publish.mutate({
      ...(await change({ releaseAfter: 100 })),
      mapping: { old: 'closed' },
    })
    expect(version).toMatchObject({ number: 3, unchanged: false, sessions: [session] })
    const [event, ...more] = await published()
    expect(more).toEqual([])
    const payload = scenePublished.parse(event?.payload)
    expect(payload).toMatchObject({ graph_id: graph, version: 3, when: 'now', mapping: { old: 'closed' } })
    expect(payload.bindings).toEqual(bindingsTo('board'))
    expect(await studio.redis.exists(graphVersion(payload.hash))).toBe(1)
  })

  it('asks none to move before the next game, but says that there is a version', async () => {
    const version = await api.graphs.publish.mutate({ ...(await change({ releaseAfter: 200 })), when: 'next_game' })
    expect(version.sessions).toEqual([])
    expect(scenePublished.parse((await published()).at(-1)?.payload)).toMatchObject({ version: 4, when: 'next_game' })
  })

  it('goes by the version that a game is on now, not by the one that it was started with', async () => {
    const { versions } = await api.graphs.get.query({ id: graph })
    const current = versions.find((version) => version.number === 4)
    const view = viewOf(session, { graph_id: graph, version: 4, hash: current?.hash ?? '' })
    await studio.redis.set(sessionView(session), JSON.stringify(view))
    expect((await api.graphs.get.query({ id: graph })).live).toEqual([
      { session_id: session, room: 'stage', version: 4 },
    ])
    const again = await api.graphs.publish.mutate(await change({ releaseAfter: 200, name: 'Again renamed' }))
    expect(again).toMatchObject({ unchanged: true, sessions: [] })
  })

  it('leaves games alone that are over', async () => {
    await studio.redis.set(sessionView(session), JSON.stringify(viewOf(session, { status: 'completed' })))
    const count = (await published()).length
    expect(await api.graphs.publish.mutate(await change({ releaseAfter: 300 }))).toMatchObject({ sessions: [] })
    expect(await published()).toHaveLength(count)
  })
})
