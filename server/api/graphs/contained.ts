import type { SceneGraph } from '#scene-graph/parse.ts'
import { graphKey } from '#scene-graph/schema/document.ts'
import type { FeatureContext } from '../context.ts'
import { found } from '../errors.ts'
import type { TenantTx } from '../tenancy.ts'
import { readDocument } from './documents.ts'

/** How one graph names another: a published version by number, or the newest. */
export type Reference = { graph: string; version: number | 'latest' }

/** What the `graph` nodes of a document name. */
export const referencesOf = ({ nodes }: Pick<SceneGraph, 'nodes'>): Reference[] =>
  nodes.flatMap(({ type, data }): Reference[] =>
    type === 'graph' && typeof data.graph === 'string'
      ? [{ graph: data.graph, version: data.version as Reference['version'] }]
      : [],
  )

const keyOf = ({ graph, version }: Reference): string => graphKey(graph, version)

export type Contained = {
  /** Published documents by `graphKey`, near and far; none has `graphs` of its own. */
  graphs: Record<string, SceneGraph>
  /** The number that each of them has now, also where "latest" was asked for. */
  numbers: Record<string, number>
}

/** Graphs at one level that are fetched in one query. */
const AT_ONCE = 50

/**
 * Everything that these references lead to, and what that contains in turn, in the tenant's published versions;
 * "latest" is what the next game would play. What is not there, not published or another tenant's is left out: the
 * validator says which node misses it. A cycle ends where it closes.
 */
export async function readContained(db: TenantTx, references: readonly Reference[]): Promise<Contained> {
  const graphs: Contained['graphs'] = {}
  const numbers: Contained['numbers'] = {}
  const asked = new Set<string>()
  let open = [...references]
  while (open.length > 0) {
    const level = open.filter((reference) => !asked.has(keyOf(reference)))
    const wanted = [...new Map(level.map((reference) => [keyOf(reference), reference])).values()].slice(0, AT_ONCE)
    for (const reference of wanted) asked.add(keyOf(reference))
    open = level.filter((reference) => !asked.has(keyOf(reference)))
    for (const { reference, number, document } of await readVersions(db, wanted)) {
      const graph = readDocument(document, `Version ${number} of graph “${reference.graph}”`)
      graphs[keyOf(reference)] = { ...graph, graphs: {} }
      numbers[keyOf(reference)] = number
      open.push(...referencesOf(graph))
    }
  }
  return { graphs, numbers }
}

async function readVersions(db: TenantTx, references: readonly Reference[]) {
  const ids = (of: readonly Reference[]) => [...new Set(of.map((reference) => reference.graph))]
  const newest = references.filter(({ version }) => version === 'latest')
  const numbered = references.flatMap(({ graph, version }) =>
    version === 'latest' ? [] : [{ graphId: graph, number: version }],
  )
  const graphs = await db.graph.findMany({ where: { id: { in: ids(newest) } }, include: { current: true } })
  const versions = numbered.length === 0 ? [] : await db.version.findMany({ where: { OR: numbered } })
  return [
    ...graphs.flatMap(({ id, current }) =>
      current === null
        ? []
        : [
            {
              reference: { graph: id, version: 'latest' as const },
              number: current.number,
              document: current.document,
            },
          ],
    ),
    ...versions.map(({ graphId, number, document }) => ({
      reference: { graph: graphId, version: number },
      number,
      document,
    })),
  ]
}

/** The document with everything that it contains, as a version carries it (SG7). */
export const withContained = async (db: TenantTx, graph: SceneGraph): Promise<SceneGraph> => ({
  ...graph,
  graphs: (await readContained(db, referencesOf(graph))).graphs,
})

export type User = {
  id: string
  name: string
  kind: 'scene' | 'puzzle'
  /** Where it is contained: in what is drawn now, in what the next game plays. */
  draft: boolean
  published: boolean
}

/** Graphs that contain this one themselves, by name. Throws `not_found`. */
export async function usedBy({ db }: FeatureContext, id: string): Promise<User[]> {
  found(await db.graph.findFirst({ where: { id }, select: { id: true } }), 'graph', id)
  // As PostgreSQL reads it: some node is of type graph and names this one, whatever else it says.
  const names = { path: ['nodes'], array_contains: [{ type: 'graph', data: { graph: id } }] }
  const select = { id: true, name: true, kind: true } as const
  const [drafts, published] = await Promise.all([
    db.graph.findMany({ where: { archivedAt: null, draft: { document: names } }, select }),
    db.graph.findMany({ where: { archivedAt: null, current: { document: names } }, select }),
  ])
  const users = new Map([...drafts, ...published].map((graph) => [graph.id, graph]))
  const has = (list: readonly { id: string }[], user: { id: string }) => list.some((one) => one.id === user.id)
  return [...users.values()]
    .map((user) => ({ ...user, draft: has(drafts, user), published: has(published, user) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
}
