import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { nodeOfState } from '#scene-graph/compile/names.ts'
import type { ClockRead } from '#scene-graph/conditions/compile-condition.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { activeNodes } from '../core/active.ts'
import { activeKeys } from '../core/machine.ts'
import type { Session } from '../core/session.ts'
import { stateTree } from '../core/state-tree.ts'
import type { Alphabet } from './alphabet.ts'
import { type Fact, type Looks, type Reader, roleOf } from './looks.ts'
import type { Watch } from './watch.ts'

/** What is so for all sessions with the same active states. */
export type Situation = {
  /** Number of the configuration. */
  readonly id: number
  readonly nodes: readonly string[]
  readonly readers: ReadonlyMap<Fact, readonly Reader[]>
  /** Facts that are not looked at now and may be later. */
  readonly later: readonly Fact[]
  /** Variables that anything now or later goes by, sorted. */
  readonly variables: readonly string[]
  readonly operators: readonly { readonly action: string; readonly node: string | undefined }[]
  readonly events: readonly string[]
  /** Values that move with time and that something active compares. */
  readonly clocks: readonly ClockRead[]
  /** The time since the start is asked for. */
  readonly clock: boolean
}

/** Situations of a scene by configuration, made when first met. */
export function situations(watch: Watch, alphabet: Alphabet): (session: Session) => Situation {
  const { compiled } = watch
  const known = new Map<string, Situation>()
  return (session) => {
    const keys = activeKeys(compiled, session.machine)
    const text = keys.join(' ')
    const found = known.get(text)
    if (found !== undefined) return found
    const made = situation(watch, alphabet, known.size, keys, activeNodes(compiled, session.machine))
    known.set(text, made)
    return made
  }
}

function situation(
  watch: Watch,
  alphabet: Alphabet,
  id: number,
  keys: readonly string[],
  nodes: readonly string[],
): Situation {
  const looks = [watch.always, ...nodes.map(watch.of)]
  const readers = readersOf(looks)
  const later = new Set<Fact>()
  const variables = new Set<string>()
  for (const node of nodes) {
    const { facts, variables: names } = watch.later(node)
    for (const fact of facts) if (!readers.has(fact) && alphabet.has(fact)) later.add(fact)
    for (const name of names) variables.add(name)
  }
  return {
    id,
    nodes,
    readers,
    later: [...later].sort(),
    variables: [...variables].sort(),
    clocks: keys.flatMap((key) => watch.clocks.get(nodeOfState(key)) ?? []),
    clock: looks.some((l) => l.clock),
    ...answers(watch.compiled, keys),
  }
}

export function readersOf(looks: readonly Looks[]): Map<Fact, Reader[]> {
  const readers = new Map<Fact, Reader[]>()
  for (const { readers: own } of looks)
    for (const reader of own) {
      const list = readers.get(reader.fact)
      if (list === undefined) readers.set(reader.fact, [reader])
      else list.push(reader)
    }
  return readers
}

/** Operator actions and named events that an active state of the machine has an edge for. */
function answers(compiled: Compiled, keys: readonly string[]): Pick<Situation, 'operators' | 'events'> {
  const operators: { action: string; node: string | undefined }[] = []
  const events = new Set<string>()
  const tree = stateTree(compiled)
  for (const key of keys) {
    const state = tree.byKey.get(key)
    for (const event of Object.keys(state?.config.on ?? {})) {
      const name = event.slice(event.indexOf(':') + 1)
      const node = state?.node?.owner === null ? state.node.node.id : undefined
      if (event.startsWith('operator:')) operators.push({ action: name, node })
      else if (event.startsWith('event:')) events.add(name)
    }
  }
  // The same action in several places: pressed without a place, all of them answer.
  const shared = operators.filter((o, i) => operators.findIndex((p) => p.action === o.action) !== i)
  return {
    operators: [
      ...operators,
      ...[...new Set(shared.map((o) => o.action))].map((action) => ({ action, node: undefined })),
    ],
    events: [...events].map(concrete),
  }
}

/** An event that a pattern (`door.*`, `*`) listens to. */
const concrete = (pattern: string): string => (pattern === '*' ? 'any' : pattern.replace(/\.\*$/, ''))

/** The last known value of a fact; undefined: never heard. */
export function lastKnown(context: Pick<Context, 'signals' | 'health'>, fact: Fact): Scalar | undefined {
  return fact.startsWith('h:') ? (context.health[roleOf(fact)] ?? 'online') : context.signals[fact.slice(2)]
}
