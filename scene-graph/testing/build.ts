import type { z } from 'zod'
import { parseDocument, type SceneGraph } from '../parse.ts'
import type { documentShape } from '../schema/document.ts'

type Input = z.input<typeof documentShape>

/** A graph for tests, written as short as the schema's defaults allow. Throws where it is not a document. */
export function buildGraph(parts: Partial<Input> & Pick<Input, 'nodes' | 'edges'>): SceneGraph {
  const parsed = parseDocument({ schemaVersion: 1, id: 'g', kind: 'scene', name: 'test', ...parts })
  if (!parsed.ok) throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
  return parsed.graph
}

/** Roles that most tests use: two with a level and a momentary signal, and a device that takes commands. */
export const ROLES: NonNullable<Input['roles']> = {
  a: { signals: { on: 'boolean', level: 'number', hit: { type: 'number', momentary: true } } },
  b: { signals: { on: 'boolean', level: 'number', hit: { type: 'number', momentary: true } } },
  lock: { commands: { lock: {}, release: {}, set: { params: { level: { type: 'number', optional: true } } } } },
}

type Action = { type: 'command'; role: string; command: string }

/** `release` of the role `lock`. */
export const command = (name: 'lock' | 'release' | 'set'): Action => ({ type: 'command', role: 'lock', command: name })

export const signalIs = (role: string, signal: string, value: boolean | number | string) => ({
  type: 'compare' as const,
  left: { type: 'signal' as const, role, signal },
  op: '=' as const,
  right: value,
})

export const onSignal = (role: string, signal: string, value?: boolean | number | string) => ({
  type: 'signal' as const,
  role,
  signal,
  ...(value === undefined ? {} : { match: { op: '=' as const, value } }),
})
