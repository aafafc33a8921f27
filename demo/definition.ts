import type { Scalar } from '#wire/json.ts'
import type { CommandDeclaration, ParameterDeclaration, SignalDeclaration } from '#wire/messages/capabilities.ts'

/** A virtual board is data, and what its devices do are functions from values to values: no clock, no network. */

/** A device's values by signal; names with a leading `_` are its inner state and are never told. */
export type Values = Readonly<Record<string, Scalar>>
/** Device id → its values. */
export type BoardValues = Readonly<Record<string, Values>>

export type SignalDefinition = SignalDeclaration & {
  initial: Scalar
  /** People or the world set it, not the board. */
  input?: boolean
  presets?: { label: string; value: Scalar }[]
}

/** What a command makes of the board's values: changes by device, or a refusal. */
export type Effect =
  | { changes: Readonly<Record<string, Values>> }
  | { refused: 'rejected' | 'interlocked'; reason: string }

export type CommandDefinition = {
  params?: Record<string, ParameterDeclaration>
  /** What an emergency stop makes of it, where the device's kind does not say. */
  emergency?: NonNullable<CommandDeclaration['emergency']>
  effect(at: { params: Values; board: BoardValues }): Effect
}

export type DeviceDefinition = {
  device_id: string
  kind: string
  category: 'sensor' | 'actuator' | 'light' | 'lock' | 'effect' | 'media' | 'board'
  name: string
  signals: Readonly<Record<string, SignalDefinition>>
  inner?: Values
  commands: Readonly<Record<string, CommandDefinition>>
  /** What changes by itself within `dt` ms. */
  motion?(values: Values, dt: number, board: BoardValues): Values
}

/**
 * How a board words its reports: `full` as the wire says; `named` with the signal's name as key, other keys beside it
 * and no number; `bare` as a bare scalar. Real boards do all three, so the demo's do.
 */
export type Wording = 'full' | 'named' | 'bare'

export type BoardDefinition = {
  controller_id: string
  controller_type: string
  firmware_version: string
  wording: Wording
  devices: readonly DeviceDefinition[]
}
