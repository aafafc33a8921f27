import fc from 'fast-check'

/** A configuration of XState's, as a file has it. */
export type Json = { [key: string]: unknown }

type Seed = {
  readonly kind: 'state' | 'group' | 'parallel' | 'end' | 'shallow' | 'deep'
  readonly children: readonly Seed[]
  readonly first: number
  readonly entry: readonly unknown[]
  readonly exit: readonly unknown[]
  readonly transitions: readonly TransitionSeed[]
}
type TransitionSeed = {
  readonly slot: (typeof SLOTS)[number]
  readonly to: number
  readonly more: Json
}

export const EVENTS = ['go', 'stop', 'door.open'] as const
const SLOTS = [
  'go',
  'go',
  'stop',
  'door.open',
  'door.*',
  '*',
  '10',
  '20',
  '30',
  '30',
  'always',
  'done',
  'done',
] as const

const action = fc.constantFrom<unknown>(
  { type: 'xstate.assign', assignment: { no: true } },
  { type: 'xstate.assign', assignment: { no: false } },
  { type: 'xstate.assign', assignment: { yes: false } },
  { type: 'xstate.raise', event: { type: 'go' } },
  { type: 'xstate.raise', event: { type: 'door.shut' } },
  { type: 'xstate.raise', event: { type: 'stop' }, delay: 15, id: 'later' },
  { type: 'xstate.cancel', sendId: 'later' },
)
const actions = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(action, { maxLength: 2 }))
const guard = fc.constantFrom<unknown>(
  'yes',
  'no',
  { type: 'xstate.not', guards: ['no'] },
  { type: 'xstate.and', guards: ['yes', { type: 'xstate.not', guards: ['no'] }] },
)
const transition: fc.Arbitrary<TransitionSeed> = fc.record({
  slot: fc.constantFrom(...SLOTS),
  to: fc.oneof(fc.nat(40), fc.nat(40), fc.constant(-1), fc.constant(-2)),
  more: fc.record({ guard, actions: fc.array(action, { maxLength: 2 }), reenter: fc.boolean() }, { requiredKeys: [] }),
})
const { state } = fc.letrec<{ state: Seed }>((tie) => ({
  state: fc.record({
    kind: fc.constantFrom('state', 'state', 'group', 'group', 'parallel', 'end', 'shallow', 'deep'),
    children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('state'), { minLength: 2, maxLength: 3 })),
    first: fc.nat(3),
    entry: actions,
    exit: actions,
    transitions: fc.array(transition, { maxLength: 3 }),
  }),
}))

/** Machines with everything that plays by itself: regions, histories, delays, eventless transitions, ends, patterns. */
export const randomMachine: fc.Arbitrary<Json> = fc
  .record({
    children: fc.array(state, { minLength: 2, maxLength: 4 }),
    parallel: fc.boolean(),
    transitions: fc.array(transition, { maxLength: 1 }),
  })
  .map(({ children: [first, ...more], parallel, transitions }) => {
    // A machine begins somewhere.
    const children = [{ ...(first as Seed), kind: 'state' as const }, ...more]
    const ids: string[] = []
    const root: Seed = { kind: parallel ? 'parallel' : 'group', children, first: 0, entry: [], exit: [], transitions }
    count(root, ids, 'm')
    return { context: { yes: true, no: false }, ...stateOf(root, ids, 'm', null) }
  })

const isGhost = ({ kind }: Seed): boolean => kind === 'shallow' || kind === 'deep'

/** What may stand where: ends and histories only beside others, a history not in a parallel. */
function childrenOf({ kind, children }: Seed): readonly Seed[] {
  if (kind !== 'group' && kind !== 'parallel') return []
  const kept = kind === 'parallel' ? children.filter((child) => !isGhost(child) && child.kind !== 'end') : children
  return kept.some((child) => !isGhost(child)) ? kept : []
}

function count(seed: Seed, ids: string[], id: string): void {
  ids.push(id)
  childrenOf(seed).forEach((child, i) => {
    count(child, ids, `${id}${i}`)
  })
}

function stateOf(seed: Seed, ids: readonly string[], id: string, parent: string | null): Json {
  const children = childrenOf(seed)
  const own: Json = { id }
  if (isGhost(seed)) return { ...own, type: 'history', history: seed.kind }
  if (seed.kind === 'end') return { ...own, type: 'final', entry: seed.entry }
  if (children.length > 0) {
    own.states = Object.fromEntries(children.map((child, i) => [`s${i}`, stateOf(child, ids, `${id}${i}`, id)]))
    if (seed.kind === 'parallel') own.type = 'parallel'
    else {
      const places = children.flatMap((child, i) => (isGhost(child) ? [] : [i]))
      own.initial = `s${places[seed.first % places.length] ?? 0}`
    }
  }
  return { ...own, entry: seed.entry, exit: seed.exit, ...transitionsOf(seed, ids, id, parent, children.length > 0) }
}

function transitionsOf(
  { transitions }: Seed,
  ids: readonly string[],
  id: string,
  parent: string | null,
  hasEnd: boolean,
): Json {
  const on: Record<string, Json[]> = {}
  const after: Record<string, Json[]> = {}
  const always: Json[] = []
  const onDone: Json[] = []
  for (const { slot, to, more } of transitions) {
    const target = to === -1 ? undefined : to === -2 ? id : ids[to % ids.length]
    const one: Json = { ...more, ...(target === undefined ? {} : { target: `#${target}` }) }
    if (slot === 'always') always.push({ ...one, guard: more.guard ?? 'no' })
    else if (slot === 'done') onDone.push(...(hasEnd && parent !== null ? [one] : []))
    else {
      const record = /^\d+$/.test(slot) ? after : on
      record[slot] = [...(record[slot] ?? []), one]
    }
  }
  return { on, after, ...(always.length > 0 ? { always } : {}), ...(onDone.length > 0 ? { onDone } : {}) }
}
