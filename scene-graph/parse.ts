import type { z } from 'zod'
import type { Finding } from './findings.ts'
import { migrate } from './migrate/migrate.ts'
import { NODES } from './nodes/registry.ts'
import { documentShape, type Edge, type Invariant, type node, SCHEMA_VERSION } from './schema/document.ts'

/** A node whose data has passed its type's schema. */
export type GraphNode = Omit<z.output<typeof node>, 'data'> & {
  data: Record<string, unknown> & { name: string; whenRemoved: 'container' | 'block' }
}
/** A document as everything inside the product knows it: parsed, with every default filled in. */
export type SceneGraph = Omit<z.output<typeof documentShape>, 'nodes' | 'edges' | 'invariants' | 'graphs'> & {
  nodes: GraphNode[]
  edges: Edge[]
  invariants: Invariant[]
  /** The graphs that it contains, by `graphKey`; they have none of their own: all are in the outermost. */
  graphs: Record<string, SceneGraph>
}

export type ParseResult = { ok: true; graph: SceneGraph } | { ok: false; findings: Finding[] }

/**
 * Reads a document from outside, of this version or an older one. What is wrong comes back with its path and what was
 * expected there.
 */
export function parseDocument(input: unknown): ParseResult {
  const unreadable = newerVersion(input) ?? tooDeep(input) ?? hiddenKey(input)
  if (unreadable !== null) return { ok: false, findings: [unreadable] }
  const shape = documentShape.safeParse(isRecord(input) ? migrate(input) : input)
  if (!shape.success) return { ok: false, findings: issuesToFindings(shape.error.issues, []) }
  const findings: Finding[] = []
  const nodes: GraphNode[] = []
  for (const [index, raw] of shape.data.nodes.entries()) {
    const definition = NODES.get(raw.type)
    if (definition === undefined) {
      findings.push({
        code: 'document/node-type',
        severity: 'error',
        message: `"${raw.type}" is no node type; there are ${[...NODES.keys()].join(', ')}`,
        nodes: [raw.id],
        edges: [],
        path: `nodes.${index}.type`,
      })
      continue
    }
    const data = definition.data.safeParse(raw.data)
    if (data.success) nodes.push({ ...raw, data: data.data as GraphNode['data'] })
    else
      for (const f of issuesToFindings(data.error.issues, ['nodes', index, 'data']))
        findings.push({ ...f, nodes: [raw.id] })
  }
  const graphs = parseContained(shape.data.graphs, findings)
  if (findings.length > 0) return { ok: false, findings }
  return { ok: true, graph: { ...shape.data, nodes, graphs } }
}

/** Contained graphs are documents; what those carry along is taken up beside them. */
function parseContained(documents: Readonly<Record<string, unknown>>, findings: Finding[]): Record<string, SceneGraph> {
  const graphs: Record<string, SceneGraph> = {}
  for (const [key, document] of Object.entries(documents)) {
    const parsed = parseDocument(document)
    if (parsed.ok) {
      Object.assign(graphs, parsed.graph.graphs)
      graphs[key] = { ...parsed.graph, graphs: {} }
    } else
      for (const finding of parsed.findings)
        findings.push({ ...finding, nodes: [], edges: [], path: `graphs.${key}.${finding.path ?? ''}` })
  }
  return graphs
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function newerVersion(input: unknown): Finding | null {
  if (typeof input !== 'object' || input === null || !('schemaVersion' in input)) return null
  const version = input.schemaVersion
  if (typeof version !== 'number' || version <= SCHEMA_VERSION) return null
  return {
    code: 'document/newer',
    severity: 'error',
    message: `schemaVersion ${version} is newer than this program, which knows ${SCHEMA_VERSION}: update it to open this file`,
    nodes: [],
    edges: [],
    path: 'schemaVersion',
  }
}

/** Deeper than anything drawn by hand; a bomb of nested brackets would exhaust the stack of whoever walks it. */
const MAX_DEPTH = 100

function tooDeep(input: unknown): Finding | null {
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      return {
        code: 'document/too-deep',
        severity: 'error',
        message: `it is nested more than ${MAX_DEPTH} levels deep`,
        nodes: [],
        edges: [],
        path: '',
      }
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return null
}

/** A key that objects lose when they are copied: what stands there would be gone without a word. */
function hiddenKey(input: unknown): Finding | null {
  const path = pathToHidden(input)
  if (path === null) return null
  const message = `nothing may be called "${path.at(-1)}"`
  return { code: 'document/shape', severity: 'error', message, nodes: [], edges: [], path: path.join('.') }
}

// Recursion: what is too deep has been refused before.
function pathToHidden(value: unknown): string[] | null {
  if (typeof value !== 'object' || value === null) return null
  if (Object.hasOwn(value, '__proto__')) return ['__proto__']
  for (const [key, item] of Object.entries(value)) {
    const path = pathToHidden(item)
    if (path !== null) return [key, ...path]
  }
  return null
}

function issuesToFindings(issues: readonly z.core.$ZodIssue[], under: readonly PropertyKey[]): Finding[] {
  return issues.map((issue) => ({
    code: 'document/shape',
    severity: 'error' as const,
    message: issue.message,
    nodes: [],
    edges: [],
    path: [...under, ...issue.path].map(String).join('.'),
  }))
}
