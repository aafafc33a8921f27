import type { Context, Health } from '#scene-graph/compile/context.ts'
import type { InterventionKind } from '#scene-graph/compile/names.ts'
import type { ActionOf } from '#scene-graph/schema/action.ts'
import type { Scalar, Timing } from '#scene-graph/schema/values.ts'

/**
 * A session as plain data: it can be stored, sent and read back without loss, and everything that a reaction depends
 * on is in it (RT4: XState's own snapshot has no timers, no versions).
 */
export type Session = {
  readonly id: string
  /** Content hash of the version that it runs. */
  readonly version: string
  readonly seed: number
  /** Steps so far; the number of the last step. */
  readonly seq: number
  /** Reloads so far: part of the ids of what a reload sends, so that a reload takes no step's number (HR8). */
  readonly reloads: number
  /** Time of the last step, ms (epoch in a room, virtual in a simulation). */
  readonly at: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly status: 'running' | 'frozen' | 'completed' | 'abandoned'
  readonly outcome: string | null
  readonly machine: MachineState
  /** The active nodes, and when each became active. */
  readonly entered: readonly Entered[]
  readonly timers: readonly Timer[]
  readonly pending: readonly PendingCommand[]
  readonly clock: Clock
  readonly frozenAt: number | null
  /** Inputs that came while frozen: applied or discarded on resume. */
  readonly recorded: readonly Input[]
  /** What the room's policy makes of devices that are away (`hold.ts`); left out when there is nothing of the kind. */
  readonly hold?: Hold
}

/** Causes are named by the shell: `{controller}/{device}`, or one that stands for all hardware. Sorted. */
export type Hold = {
  /** What speaks for standing still now. */
  readonly causes: readonly string[]
  /** Of these, what a person resumed the game in spite of. */
  readonly overruled: readonly string[]
  /** The policy stopped the game and lets it go on; false: it runs, or a person stopped it. */
  readonly stopped: boolean
}

/** A list, since every step that moves makes it anew: an object of many keys costs ten times as much to make. */
export type Entered = { readonly node: string; readonly at: number }

/** When the node became active; undefined while it is not. */
export const enteredAt = (session: Pick<Session, 'entered'>, node: string): number | undefined =>
  session.entered.find((e) => e.node === node)?.at

/** XState's snapshot, reduced to what it cannot rebuild. */
export type MachineState = {
  readonly value: unknown
  readonly history: Readonly<Record<string, readonly string[]>>
  readonly context: Context
}

/**
 * A deadline that is part of the session (RT4): `due = startedAt + duration + adjusted`. Its id is an edge's, a node's,
 * a cue step's or a `held` condition's, so that a reload finds it again (HR4).
 */
export type Timer = {
  readonly id: string
  readonly node: string
  readonly edge: string | null
  /** The machine event that it becomes. */
  readonly event: string
  readonly startedAt: number
  readonly duration: number
  /** What the GM added or took, ms. */
  readonly adjusted: number
  readonly due: number
  /** Ties between deadlines: lower first (SG3). */
  readonly rank: readonly [number, number]
  readonly label: string
  readonly timing: Timing
  /** An action holds it: what it had left then is what it has left. */
  readonly stoppedAt?: number
  /** A named event that was sent with a delay (`emit`). */
  readonly send?: {
    readonly event: string
    readonly data: Readonly<Record<string, Scalar>>
    readonly to: 'self' | 'room'
  }
}

/** A command whose acknowledgement somebody waits for. */
export type PendingCommand = { readonly id: string; readonly step: string }

export type Clock = { readonly pausedMs: number; readonly pausedAt: number | null; readonly clockPaused: boolean }

export type Input =
  | { type: 'signal'; at: number; role: string; signals: Readonly<Record<string, Scalar>> }
  | { type: 'health'; at: number; role: string; health: Health }
  | { type: 'operator'; at: number; action: string; node?: string }
  | { type: 'event'; at: number; name: string; data: Readonly<Record<string, Scalar>> }
  | { type: 'ack'; at: number; command: string; outcome: string; reason?: string }
  | { type: 'adjust'; at: number; timer: string; by: number }
  | { type: 'pause-clock'; at: number }
  | { type: 'resume-clock'; at: number }
  | { type: 'freeze'; at: number }
  | { type: 'resume'; at: number; inputs: 'apply' | 'discard' }
  /** The whole of what now speaks for standing still (RT7, RT8). */
  | { type: 'hold'; at: number; causes: readonly string[] }
  /** What the game master does to a node, or to the game (`jump`: a checkpoint), whatever the scene says. */
  | { type: InterventionKind; at: number; node: string }
  /** The game master ends the game: with an outcome of the scene's, or before it came to any (`aborted`). */
  | { type: 'end'; at: number; outcome?: string }
  /** It was no game: a rehearsal, a team that never came. */
  | { type: 'abandon'; at: number }

/** What a step wants done. Ids are made from session, step and position: the same after every recovery (RT2). */
export type Effect =
  | {
      type: 'command'
      id: string
      role: string
      command: string
      params: Readonly<Record<string, Scalar>>
      ackWithin: number
    }
  | { type: 'notify'; id: string; level: 'info' | 'attention' | 'urgent'; message: string }
  | ({ id: string; volume?: Scalar } & Omit<ActionOf<'media'>, 'volume'>)
  | ({ id: string; level?: Scalar } & Omit<ActionOf<'light'>, 'level'>)
  | ({ id: string } & ActionOf<'display'>)
  | ({ id: string } & ActionOf<'hint'>)
  | { type: 'emit'; id: string; event: string; data: Readonly<Record<string, Scalar>> }
  | ({ id: string } & ActionOf<'scene'>)
  | { type: 'log'; id: string; level: 'debug' | 'info' | 'warning'; message: string; value?: Scalar }
  /** A place was passed that the session can be put back to. */
  | { type: 'checkpoint'; id: string; node: string; name: string }

export type Cause =
  | { start: true }
  | { input: Input }
  | { timer: string; node: string; due: number; late?: true }
  | { reload: string }

/** What one step did, for the journal, the trace and the overlay. */
export type StepRecord = {
  readonly seq: number
  readonly at: number
  readonly cause: Cause
  /** Active leaf nodes, sorted. */
  readonly active: readonly string[]
  readonly outcome: string | null
  readonly variables: Readonly<Record<string, Scalar>>
  readonly effects: readonly Effect[]
  /** Edges that fired, in order. */
  readonly fired: readonly string[]
  readonly entered: readonly string[]
  readonly exited: readonly string[]
}

export type Stepped = { readonly session: Session; readonly records: readonly StepRecord[] }

/** What is known of the room when a session starts or is reloaded: values by `role.signal`, health by role. */
export type Known = {
  readonly signals: Readonly<Record<string, Scalar>>
  readonly health: Readonly<Record<string, Health>>
}
