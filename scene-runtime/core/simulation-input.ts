import { z } from 'zod'
import { outcome } from '#scene-graph/schema/node-data.ts'
import { scalar } from '#scene-graph/schema/values.ts'
import { ackOutcome } from '#wire/messages/acknowledgement.ts'

const at = z.number().finite().min(0)
const named = z.string().min(1)
const onNode = z.strictObject({ node: named })

/** One line of an inputs file: exactly one thing that happens at a virtual time, in ms from the start. */
export const simulationInput = z.union([
  z.strictObject({ at, signal: z.strictObject({ role: named, name: named, value: scalar }) }),
  z.strictObject({ at, operator: z.strictObject({ action: named, node: z.string().optional() }) }),
  z.strictObject({ at, event: z.strictObject({ name: named, data: z.record(z.string(), scalar).default({}) }) }),
  z.strictObject({ at, device: z.strictObject({ role: named, health: z.enum(['online', 'offline']) }) }),
  z.strictObject({ at, ack: z.strictObject({ command: named, outcome: ackOutcome, reason: z.string().optional() }) }),
  /** `false` resumes; what was recorded is applied unless `inputs` says otherwise. */
  z.strictObject({ at, freeze: z.boolean(), inputs: z.enum(['apply', 'discard']).default('apply') }),
  z.strictObject({ at, adjust: z.strictObject({ timer: named, by: z.number() }) }),
  z.strictObject({ at, reload: named, mapping: z.record(z.string(), z.string()).optional() }),
  /** Back to the version before the last reload (HR6). */
  z.strictObject({ at, rollBack: z.literal(true) }),
  z.strictObject({ at, restart: z.literal(true) }),
  z.strictObject({ at, pauseClock: z.boolean() }),
  /** What the game master does to a node, or to the game (`jump`: a checkpoint), whatever the scene says. */
  z.strictObject({ at, override: onNode }),
  z.strictObject({ at, bypass: onNode }),
  z.strictObject({ at, reset: onNode }),
  z.strictObject({ at, jump: onNode }),
  z.strictObject({ at, abandon: z.literal(true) }),
  /** `true`: the inputs end here, and the game is looked at; an object: the game master ends it. */
  z.strictObject({ at, end: z.union([z.literal(true), z.strictObject({ outcome: outcome.optional() })]) }),
])
export type SimulationInput = z.output<typeof simulationInput>

const BESIDE: ReadonlySet<string> = new Set(['at', 'mapping', 'inputs'])

const KINDS = simulationInput.options.flatMap(({ shape }) => Object.keys(shape).filter((key) => !BESIDE.has(key)))

const byKind = new Map<string, (typeof simulationInput.options)[number]>()
for (const option of simulationInput.options)
  for (const kind of Object.keys(option.shape)) if (!BESIDE.has(kind)) byKind.set(kind, option)

/** Reads one line of an inputs file; null: it is none (`explainInput` says why). */
export function readInput(value: unknown): SimulationInput | null {
  if (typeof value !== 'object' || value === null) return null
  if (isPlainSignal(value)) return value
  // The kind is known by its key: no need to try one after the other.
  for (const key in value) {
    const option = byKind.get(key)
    if (option !== undefined) return option.safeParse(value).data ?? null
  }
  return null
}

/**
 * A signal with nothing beside it, as the schema would take it: nine lines of ten are one, and the schema's own way takes
 * as long as playing them. What is not known as one here is read by the schema.
 */
function isPlainSignal(value: object): value is Extract<SimulationInput, { signal: unknown }> {
  const { at, signal } = value as { at?: unknown; signal?: unknown }
  if (typeof at !== 'number' || !(at >= 0 && at < Number.POSITIVE_INFINITY)) return false
  if (typeof signal !== 'object' || signal === null) return false
  for (const key in value) if (key !== 'at' && key !== 'signal') return false
  for (const key in signal) if (key !== 'role' && key !== 'name' && key !== 'value') return false
  const { role, name, value: reported } = signal as { role?: unknown; name?: unknown; value?: unknown }
  if (typeof role !== 'string' || role === '' || typeof name !== 'string' || name === '') return false
  return (
    typeof reported === 'boolean' ||
    typeof reported === 'string' ||
    (typeof reported === 'number' && Number.isFinite(reported))
  )
}

/** What is wrong with a line, at the place where it is, and not what is wrong with it as any of ten other kinds. */
export function explainInput(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected a JSON object'
  const kinds = KINDS.filter((kind) => kind in value)
  if (kinds.length !== 1) return `expected "at" and exactly one of ${KINDS.join(', ')}`
  const result = simulationInput.safeParse(value)
  if (result.success) return 'nothing is wrong'
  const option = simulationInput.options.find((o) => kinds.some((kind) => kind in o.shape))
  const issue = option?.safeParse(value).error?.issues[0]
  return issue === undefined ? 'not understood' : `${issue.path.join('.') || 'the line'}: ${issue.message}`
}
