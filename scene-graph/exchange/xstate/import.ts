import type { SceneGraph } from '../../parse.ts'
import { assemble } from '../assemble.ts'
import { ForeignError, type Loss, Losses } from '../foreign-error.ts'
import { isDeep, isRecord, MAX_DEPTH } from '../names.ts'
import { readXState } from './read.ts'
import { isStatelyGraph, statelyConfig } from './stately-graph.ts'
import { versionOf, type XStateVersion } from './version.ts'

export type ImportOptions = {
  /** What the machine is called when it says nothing itself. */
  readonly name?: string
  /** Default: what the configuration looks like. The versions differ in what a transition to oneself does. */
  readonly version?: XStateVersion
}

export type Imported = { readonly graph: SceneGraph; readonly lost: readonly Loss[] }

/**
 * A document from an XState configuration (v4 or v5, as JSON), Stately's export included. What the document cannot say
 * is listed, with its path. Throws `ForeignError` when it is no machine.
 */
export function importXState(config: unknown, options: ImportOptions = {}): Imported {
  if (isDeep(config)) throw new ForeignError(`it is nested more than ${MAX_DEPTH} levels deep`)
  const losses = new Losses()
  const machine = machineIn(config, losses)
  const name = options.name ?? 'machine'
  const version = options.version ?? versionOf(machine)
  const graph = assemble(readXState(machine, { name, version }, losses), losses)
  return { graph, lost: losses.list }
}

/** Whether a JSON value looks like a machine of XState's or Stately's. */
export const isXState = (value: unknown): boolean =>
  isRecord(value) &&
  !('schemaVersion' in value) &&
  ('states' in value || wrapped(value) !== null || isStatelyGraph(value))

function machineIn(value: unknown, losses: Losses): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new ForeignError('expected a machine: an object with “states”')
  if (isRecord(value.states)) return value
  const inside = wrapped(value)
  if (inside !== null) return machineIn(inside, losses)
  if (isStatelyGraph(value)) return statelyConfig(value, losses)
  throw new ForeignError('expected an object of states', { path: 'states' })
}

/** Files of tools that keep the configuration one level in. */
function wrapped(value: Readonly<Record<string, unknown>>): unknown {
  for (const key of ['machine', 'config', 'definition', 'machineConfig', 'data'])
    if (isRecord(value[key]) && isXStateInside(value[key])) return value[key]
  return null
}

const isXStateInside = (value: Readonly<Record<string, unknown>>): boolean =>
  isRecord(value.states) || isStatelyGraph(value)
