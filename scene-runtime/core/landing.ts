import type { AnyMachineSnapshot } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import { stateKey } from '#scene-graph/compile/names.ts'
import { type Configuration, forget, type Landing, memoryOf, type Part, remember, type Split } from './memory.ts'
import { splitOf } from './regions.ts'
import type { Act, Walk } from './walks.ts'

/* What configurations share that are alike for an event: how it is walked, and where that ends. */

/** How many configurations put together from parts are remembered: where many regions move, few are met twice. */
const MOST_TOGETHER = 4_096
/** And how many parts those may have in all: of hundreds of regions few are kept. */
const MOST_PARTS_TOGETHER = 100_000

/**
 * What is remembered of an event in all configurations that are alike for it: those with the same states around and in
 * the regions that hear it. Of the others it counts only whether they have come to their end.
 */
export function sharedWalks(from: Configuration, type: string): { key: string; walks: Map<string, Walk<Landing>> } {
  const { split, compiled } = from
  if (split === null) return { key: type, walks: from.walks }
  const hearing = hearingOf(compiled, type)
  let key = `${type}|${split.frame.number}`
  for (const part of split.parts) key += hears(hearing, part, type) ? `,${part.number}` : part.ended ? ',e' : ','
  return { key, walks: memoryOf(compiled).walks }
}

function hearingOf(compiled: Compiled, type: string): boolean[] {
  const { hears } = memoryOf(compiled)
  let hearing = hears.get(type)
  if (hearing === undefined) {
    hearing = []
    hears.set(type, hearing)
  }
  return hearing
}

function hears(hearing: boolean[], part: Part, type: string): boolean {
  let known = hearing[part.number]
  if (known === undefined) {
    known = part.states.some(
      ({ always, transitions }) =>
        (always !== undefined && always.length > 0) ||
        transitions.has(type) ||
        [...transitions.keys()].some((d) => d.endsWith('*') && type.startsWith(d.replace(/\.?\*$/, ''))),
    )
    hearing[part.number] = known
  }
  return known
}

/**
 * The end of a walk in terms that hold for all configurations that are alike for the event; null when it had to do with
 * more than the regions that heard it. What enters or leaves a node says so by its actions. `end`: as XState has it.
 */
export function landingIn(
  from: Configuration,
  type: string,
  happened: readonly { readonly kind: string }[],
  end: AnyMachineSnapshot,
): Landing | null {
  const { split, compiled } = from
  if (split === null || end.status === 'done') return null
  const known = hearingOf(compiled, type)
  const hearing = new Set(split.parts.filter((part) => hears(known, part, type)).map((part) => part.region))
  for (const entry of happened as readonly Act[]) {
    if (entry.kind !== 'perform') continue
    // An event that the machine tells itself may be heard anywhere.
    if (entry.type === 'xstate.raise') return null
    if (entry.type !== 'entered' && entry.type !== 'exited') continue
    let around = compiled.plan.nodes.get((entry.params as { node: string }).node)?.parent ?? null
    while (around !== null && !hearing.has(stateKey(around.node.id))) around = around.parent
    if (around === null) return null
  }
  const ended = splitOf(compiled, end)
  if (ended === null || ended.frame.path.at(-1) !== split.frame.path.at(-1)) return null
  const { frame, parts } = ended
  return { frame, changes: new Map(parts.filter((p) => hearing.has(p.region)).map((p) => [p.region, p])) }
}

/** The configuration at the end of a walk from `from`. */
export function land(from: Configuration, landing: Landing): Configuration {
  if ('whole' in landing) return landing.whole
  let landed = from.lands?.get(landing)
  if (landed === undefined) {
    landed = landApart(from, landing)
    from.lands ??= new Map()
    from.lands.set(landing, landed)
  }
  return landed
}

function landApart(from: Configuration, landing: Exclude<Landing, { whole: Configuration }>): Configuration {
  const { split, compiled } = from
  if (split === null) throw new Error('only configurations of parts are alike')
  const { frame, changes } = landing
  const before = frame === split.frame ? split.parts : frame.order.map((key) => partOf(split, key))
  let parts: Part[] | null = null
  before.forEach((part, i) => {
    const next = changes.get(part.region)
    if (next === undefined || next === part) return
    parts ??= [...before]
    parts[i] = next
  })
  if (parts === null && frame === split.frame) return from
  return together(compiled, { frame, parts: parts ?? before })
}

function partOf({ parts }: Split, region: string): Part {
  const part = parts.find((p) => p.region === region)
  if (part === undefined) throw new Error(`no region "${region}"`)
  return part
}

function together(compiled: Compiled, split: Split): Configuration {
  const memory = memoryOf(compiled)
  const { frame, parts } = split
  let key = `${frame.number}`
  for (const part of parts) key += `,${part.number}`
  const known = memory.together.get(key)
  if (known !== undefined) return known
  const regions: Record<string, unknown> = {}
  const leaves: string[] = []
  for (const part of parts) {
    regions[part.region] = part.value
    for (const leaf of part.leaves) leaves.push(leaf)
  }
  let value: unknown = regions
  for (let i = frame.path.length - 1; i > 0; i -= 1) value = { [frame.path[i]?.key ?? '']: value }
  const history = {}
  const made: Configuration = {
    compiled,
    value,
    history,
    snapshot: null,
    done: false,
    nodes: null,
    leaves: leaves.sort(),
    split,
    walks: new Map(),
    shared: null,
    lands: null,
  }
  if (memory.together.size >= Math.min(MOST_TOGETHER, MOST_PARTS_TOGETHER / parts.length)) {
    for (const configuration of memory.together.values()) forget(configuration)
    memory.together.clear()
  }
  memory.together.set(key, made)
  remember(made)
  return made
}
