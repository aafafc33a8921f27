import { z } from 'zod'
import type { Recorded } from '#scene-runtime/core/replay.ts'
import type { Input, Known, StepRecord } from '#scene-runtime/core/session.ts'
import { readText, Unusable } from './files.ts'

const scalars = z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]))
const known = z.object({ signals: scalars, health: z.record(z.string(), z.enum(['online', 'offline'])) })
const at = z.number()
const object = z.object({})
/** Written by a runtime and played by the core, which takes what it is given: only the outline is checked here. */
const input = z.custom<Input>((value) => object.and(z.object({ type: z.string(), at })).safeParse(value).success)
const step = z.custom<StepRecord>(
  (value) => z.looseObject({ seq: z.number(), at, active: z.array(z.string()) }).safeParse(value).success,
)
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input'), stream: z.string().default(''), input }),
  z.object({ type: z.literal('noted'), stream: z.string().default(''), at, count: z.number(), signals: scalars }),
  z.object({ type: z.literal('advance'), to: at }),
  z.object({ type: z.literal('recover'), at, died_at: at }),
])
const common = { version: z.string(), state: z.string(), steps: z.array(step) }
const line = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    start: z.object({ session_id: z.string(), seed: z.number(), hash: z.string() }),
    started_at: at,
    known,
    ...common,
  }),
  z.object({ kind: z.enum(['inputs', 'end']), items: z.array(item), ...common }),
  z.object({
    kind: z.literal('reload'),
    reload_at: at,
    known,
    mapping: z.record(z.string(), z.string()),
    back: z.string().optional(),
    ...common,
  }),
  z.object({ kind: z.literal('fault'), message: z.string(), ...common }),
])
export type Line = z.output<typeof line>

/** A journal as JSON lines: its records, or rows that hold one in `record`, in order. */
export function readJournal(file: string): Line[] {
  const lines: Line[] = []
  for (const [index, text] of readText(file).split('\n').entries()) {
    if (text.trim() === '') continue
    const where = `${file}:${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new Unusable([`${where}: not JSON: ${error instanceof Error ? error.message : String(error)}`])
    }
    const row = typeof value === 'object' && value !== null && 'record' in value ? value.record : value
    const parsed = line.safeParse(typeof row === 'string' ? parsedJson(row) : row)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Unusable([`${where}: no journal record: ${issue?.path.join('.') || 'the line'}: ${issue?.message}`])
    }
    lines.push(parsed.data)
  }
  if (lines[0]?.kind !== 'start') throw new Unusable([`${file}: a journal begins with its record of the start`])
  return lines
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function recordedOf(record: Line): Recorded {
  const { steps, state } = record
  switch (record.kind) {
    case 'start': {
      const { start, started_at, known: before } = record
      const { session_id, seed } = start
      return { kind: 'start', session: session_id, seed, at: started_at, known: before as Known, steps, state }
    }
    case 'inputs':
    case 'end':
      return { kind: 'inputs', items: record.items, steps, state }
    case 'reload': {
      const { version, reload_at, known: now, mapping, back } = record
      const moved = { version, at: reload_at, known: now as Known, mapping, back: back !== undefined }
      return { kind: 'reload', ...moved, steps, state }
    }
    case 'fault':
      return { kind: 'fault', message: record.message, steps, state }
  }
}
