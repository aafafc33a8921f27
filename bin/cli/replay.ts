import { z } from 'zod'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Recorded, replaySession } from '#scene-runtime/core/replay.ts'
import type { Input, Known, StepRecord } from '#scene-runtime/core/session.ts'
import { compiledOrFindings } from './compile.ts'
import { readText, Unusable } from './files.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'

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
  z.object({ type: z.literal('input'), input }),
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
    ...common,
  }),
  z.object({ kind: z.literal('fault'), message: z.string(), ...common }),
])
type Line = z.output<typeof line>

/**
 * `replay SESSION.jsonl [--against GRAPH]…`: plays a recorded session again and says where it parts from what it did. 1
 * when it does. The version that it ran is the one among the graphs whose content hash the journal names; another graph
 * alone is played in its place.
 */
export function replayCommand(file: string, options: { against: readonly string[]; json: boolean }, io: Io): number {
  const lines = readJournal(file)
  const versions = new Map<string, Compiled>()
  const given: Compiled[] = []
  for (const graph of options.against) {
    const compiled = compiledOrFindings(graph, readGraph(graph), io)
    if (compiled === null) return 1
    given.push(compiled)
    versions.set(compiled.hash, compiled)
  }
  const began = lines.find((one) => one.kind === 'start')?.version ?? ''
  const exact = lines.every((one) => versions.has(one.version))
  const [only] = given
  if (only === undefined) throw new Unusable([`${file}: --against says with which graph; it ran version ${began}`])
  const result = replaySession(lines.map(recordedOf), {
    versionOf: (hash) => versions.get(hash ?? began) ?? (hash === null || given.length > 1 ? (given[0] ?? null) : only),
    exact,
  })
  const { parting, steps, records } = result
  const against = exact ? 'the version that it ran' : 'another version'
  if (options.json) io.out(JSON.stringify({ exact, ...result }, null, 2))
  else if (parting === null) io.out(`${file}: ${records} records, ${steps} steps, all as they were; against ${against}`)
  else {
    io.out(`${file}:${parting.record + 1}: step ${parting.seq} at ${parting.at}: ${parting.what}; against ${against}`)
    if (parting.was !== undefined) io.out(`  then ${JSON.stringify(parting.was)}`)
    if (parting.is !== undefined) io.out(`  now  ${JSON.stringify(parting.is)}`)
  }
  return parting === null ? 0 : 1
}

/** A journal as JSON lines: its records, or rows that hold one in `record`, in order. */
function readJournal(file: string): Line[] {
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

function recordedOf(record: Line): Recorded {
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
      const { version, reload_at, known: now, mapping } = record
      return { kind: 'reload', version, at: reload_at, known: now as Known, mapping, steps, state }
    }
    case 'fault':
      return { kind: 'fault', message: record.message, steps, state }
  }
}
