import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Finding, Severity } from '#scene-graph/findings.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { SimulationInput } from '../core/simulation-input.ts'
import type { Reach } from './reach.ts'
import type { Place, Trace } from './trace.ts'

/** A finding of the analysis, with inputs that lead to what it speaks of where there are such. */
export type Analysed = Finding & {
  readonly trace?: readonly SimulationInput[]
  /** The seed to simulate it with, if not 1. */
  readonly seed?: number
}

/** A component that can come to play, and where its states are in the whole scene. */
export type Part = { readonly reach: Reach; readonly place: (at: number) => Place }

/** The scene's own part and those of its regions that come to play at all. */
export function partsOf(top: Reach): Part[] {
  const within = (reach: Reach, lift: (place: Place) => Place): Part[] => [
    { reach, place: (at) => lift({ reach, at }) },
    ...reach.component.splits.flatMap((split) => {
      const at = reach.playing(split)[0]
      if (at === undefined) return []
      return split.groups.flatMap((group) =>
        within(reach.part(group), (place) => lift({ reach, at, inner: { split, group, place } })),
      )
    }),
  ]
  return within(top, (place) => place)
}

export function finding(
  severity: Severity,
  code: string,
  message: string,
  about: {
    nodes?: readonly string[]
    edges?: readonly string[]
    path?: string
    trace?: Trace
  } = {},
): Analysed {
  const { nodes = [], edges = [], path, trace } = about
  return {
    code: `analysis/${code}`,
    severity,
    message,
    nodes,
    edges,
    ...(path === undefined ? {} : { path }),
    ...(trace === undefined ? {} : { trace: trace.inputs }),
    ...(trace === undefined || trace.seed === 1 ? {} : { seed: trace.seed }),
  }
}

/** What people call a node. */
export function nameOf(compiled: Compiled, id: string): string {
  const node = compiled.plan.nodes.get(id)?.node
  return node === undefined ? id : node.data.name || nodeDefinition(node.type).label
}

/** Names in quotes, the first few of them. */
export function list(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`)
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ')
}
