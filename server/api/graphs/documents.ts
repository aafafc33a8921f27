import type { Prisma } from '#generated/prisma/client.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { ApiError } from '../errors.ts'

/** A document from outside, parsed. Throws `invalid` with the findings, `what` naming it for people. */
export function readDocument(input: unknown, what: string): SceneGraph {
  const parsed = parseDocument(input)
  if (parsed.ok) return parsed.graph
  const [first] = parsed.findings
  const more = parsed.findings.length > 1 ? ` (and ${parsed.findings.length - 1} more)` : ''
  const where = first?.path === undefined ? '' : `${first.path}: `
  throw new ApiError('invalid', `${what} is no scene document: ${where}${first?.message ?? 'unknown reason'}${more}`, {
    findings: parsed.findings,
  })
}

/** For a column of the database: a parsed document is plain JSON, which its type (`data: unknown`) can't say. */
export const toColumn = (graph: SceneGraph): Prisma.InputJsonObject => graph as unknown as Prisma.InputJsonObject

/** What a new graph holds: nothing, so that the canvas offers the first step. */
export const emptyDocument = (id: string, kind: 'scene' | 'puzzle', name: string): SceneGraph =>
  readDocument({ schemaVersion: 1, id, kind, name, nodes: [], edges: [] }, 'The empty document')

/** As a draft is kept: what it contains is fetched when it is looked at or published, never stored with it. */
export const bare = (graph: SceneGraph): SceneGraph => ({ ...graph, graphs: {} })
