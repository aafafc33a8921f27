import { z } from 'zod'
import { scalar } from '#wire/json.ts'
import { bindings, scenePublished, sessionStart } from '#wire/session-messages.ts'
import { reloadReport } from '#wire/session-view.ts'
import type { Input, Session, StepRecord } from './session.ts'

/**
 * A session's journal: a Redis stream (`sessionJournal`) whose entries have one field, `record`, with one of these as
 * JSON; copied to PostgreSQL for good. From the snapshot before it and the same version, a record's items give the
 * state whose hash it holds: that is recovery, replay and time travel in one. Entry ids are ours, `{ms}-0`, each after
 * the one before it, so that writing one twice is impossible.
 */

const record = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape)
const at = z.number()
const role = z.string()
const scalars = z.record(z.string(), scalar)
const health = z.enum(['online', 'offline'])

export const input: z.ZodType<Input> = z.discriminatedUnion('type', [
  record({ type: z.literal('signal'), at, role, signals: scalars }),
  record({ type: z.literal('health'), at, role, health }),
  record({ type: z.literal('operator'), at, action: z.string(), node: z.string().optional() }),
  record({ type: z.literal('event'), at, name: z.string(), data: scalars }),
  record({
    type: z.literal('ack'),
    at,
    command: z.string(),
    outcome: z.string(),
    reason: z.string().optional(),
  }),
  record({ type: z.literal('adjust'), at, timer: z.string(), by: z.number() }),
  record({ type: z.literal('pause-clock'), at }),
  record({ type: z.literal('resume-clock'), at }),
  record({ type: z.literal('freeze'), at }),
  record({ type: z.literal('resume'), at, inputs: z.enum(['apply', 'discard']) }),
  record({ type: z.literal('hold'), at, causes: z.array(z.string()) }),
  record({ type: z.enum(['override', 'bypass', 'reset', 'jump']), at, node: z.string() }),
  record({ type: z.literal('end'), at, outcome: z.string().optional() }),
  record({ type: z.literal('abandon'), at }),
]) as z.ZodType<Input>

/** One thing that was given to the core. */
export const item = z.discriminatedUnion('type', [
  /**
   * `stream`: its place in the room's stream. `by`: the person who asked for it, the game of the same room, or the
   * emergency stop; `reason`: why, in their words.
   */
  record({
    type: z.literal('input'),
    stream: z.string(),
    by: z.string().optional(),
    reason: z.string().optional(),
    input,
  }),
  /**
   * RT5: values of signals that nobody waited for, the last of each (`role.signal`) since the item before; `count` reports,
   * the last of them at `at` and at that place of the stream.
   */
  record({ type: z.literal('noted'), stream: z.string(), at, count: z.number().int().positive(), signals: scalars }),
  /** Timers that were due by then. */
  record({ type: z.literal('advance'), to: at }),
  /** The process died, or the room moved; timers that pause meanwhile were shifted. */
  record({
    type: z.literal('recover'),
    at,
    died_at: at,
    /** The end of the journal was lost: steps are numbered from far behind it. */
    restored: z.literal(true).optional(),
  }),
])
export type Item = z.infer<typeof item>

const known = z.object({ signals: scalars, health: z.record(z.string(), health) })

/** Steps are read back by people and programs, never replayed: their shape is checked where it matters (`items`). */
const step = z.custom<StepRecord>((value) => typeof value === 'object' && value !== null && 'seq' in value)

const common = {
  v: z.literal(1),
  /** Number of the session's last step, and its time, epoch ms. */
  seq: z.number(),
  at,
  /** Content hash of the version that runs after the record. */
  version: z.string(),
  status: z.enum(['running', 'frozen', 'completed', 'abandoned', 'faulted']),
  outcome: z.string().nullable(),
  /** Hash of the state after it. */
  state: z.string(),
  /** Fencing token of the process that wrote it. */
  token: z.number(),
  /** What happened, with the effects and their ids. */
  steps: z.array(step),
}

export const journalRecord = z.discriminatedUnion('kind', [
  record({ kind: z.literal('start'), stream: z.string(), start: sessionStart, started_at: at, known, ...common }),
  record({ kind: z.literal('inputs'), items: z.array(item), ...common }),
  /** The same, and the game is over: nothing follows. `message`: it could not even be started. */
  record({ kind: z.literal('end'), items: z.array(item), message: z.string().optional(), ...common }),
  record({
    kind: z.literal('reload'),
    /** Absent when nobody asked: the runtime rolled back by itself (HR6). */
    stream: z.string().optional(),
    /** Which publication moved it, who published, and until when it is watched. Absent in journals of earlier programs. */
    move: z.string().default(''),
    by: z.string().default(''),
    watched_until: at.default(0),
    /** It went back to the version before, because of this. */
    back: z.string().optional(),
    from: z.string(),
    graph_name: z.string(),
    number: z.number(),
    bindings,
    mapping: z.record(z.string(), z.string()),
    known,
    reload_at: at,
    report: reloadReport,
    ...common,
  }),
  /** A step threw (RT9), or the session could not be brought back. `item`: what it was given. */
  record({ kind: z.literal('fault'), item: item.nullable(), message: z.string(), ...common }),
])
export type JournalRecord = z.infer<typeof journalRecord>

// Written by us; the snapshot's own is guarded by its hash, which is compared before it is used.
const storedSession = z.custom<Session>((value) => typeof value === 'object' && value !== null && 'machine' in value)

/** What `roomPending` holds: a publication that waits for a checkpoint (HR7), its place in the stream, and since when. */
export const waiting = record({ stream: z.string(), since: at, published: scenePublished })
export type Waiting = z.infer<typeof waiting>

/** What `sessionSnapshot` holds: the state after the journal entry `entry`. */
export const snapshot = record({
  v: z.literal(1),
  entry: z.string(),
  start: sessionStart,
  fault: z.string().nullable(),
  state: z.string(),
  session: storedSession,
  /** What it was before it was last moved, as long as it can go back (HR6). */
  previous: record({
    move: z.string(),
    by: z.string(),
    moved_at: at,
    watched_until: at,
    start: sessionStart,
    touched: z.boolean(),
    mapped: z.record(z.string(), z.string()),
    session: storedSession,
  })
    .nullable()
    .default(null),
})
export type Snapshot = z.infer<typeof snapshot>
