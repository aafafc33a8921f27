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
  /** done: the outcome of the end that was reached. */
  readonly output?: { readonly outcome?: Scalar }
}
