import type { Scalar } from '../schema/values.ts'

/** Events that the machine gets. Facts that conditions judge stand in the context already (SG2). */
export type MachineEvent = {
  readonly type: string
  /** signal: whether this report differs from the last one. */
  readonly changed?: boolean
  /** operator: the node it was meant for, if the GM named one. */
  readonly node?: string
  /** ack */
  readonly succeeded?: boolean
  /** A named event that the game told itself: where what it brings along stands in the context's `raised`. */
  readonly raised?: number
  /** A named event that a state told which a reload entered: what it brings along. */
  readonly data?: Readonly<Record<string, Scalar>>
  /** done: the outcome of the end that was reached; `as`: another whose edges take it too. */
  readonly output?: { readonly outcome?: Scalar; readonly as?: Scalar }
}
