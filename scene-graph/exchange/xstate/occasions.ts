import type { Trigger } from '../../schema/trigger.ts'
import { timing } from '../../schema/values.ts'
import type { ChartState, ChartTransition } from '../chart.ts'
import type { Losses, Place } from '../foreign-error.ts'
import { isRecord } from '../names.ts'
import type { EventNames } from './event-names.ts'
import type { Slot } from './forms.ts'
import { listOf, textOf } from './json.ts'
import { placeOf, type RawState, studioMeta } from './raw-state.ts'
import { isTransitionWord, tellUnknownInvocation } from './vocabulary.ts'
import type { Words } from './words.ts'

export type When = ChartTransition['when'] | { type: 'always' }

/** A transition as it stands in a file, with what it waits for. */
export type Occasion = { readonly slot: Slot; readonly item: unknown; readonly when: When; readonly place: Place }

export type Around = {
  readonly words: Words
  readonly events: EventNames
  readonly losses: Losses
  readonly stateNamed: (id: string) => RawState | null
  readonly resolve: (from: RawState, target: string) => RawState | null
}

const PLAIN_TIMING = timing.parse({})
const AFTER = /^xstate\.after[.(]/

/** The transitions of a state in the order in which XState tries them: an event’s name before the patterns it fits. */
export function occasionsOf(raw: RawState, kind: ChartState['kind'], around: Around): Occasion[] {
  const found: Occasion[] = []
  const add = (slot: Slot, value: unknown, when: When, ...path: string[]): void => {
    listOf(value).forEach((listed, i) => {
      const place = placeOf(raw, ...path, ...(Array.isArray(value) ? [String(i)] : []))
      for (const item of byTarget(listed, raw, around)) found.push({ slot, item, when, place })
    })
  }
  if (kind === 'shallow' || kind === 'deep') {
    const { target } = raw.config
    const edge = studioMeta(raw.config)?.edge
    if (target !== undefined && target !== null)
      add(
        { at: 'history', key: '' },
        // Only of our own is it certain that a list is one transition; the reader asks for the rest.
        { ...(isRecord(edge) ? edge : {}), target },
        { type: 'trigger', trigger: { type: 'done' } },
        'target',
      )
    return found.slice(0, 1)
  }
  addEvents(raw, around, add)
  if (raw.parent === null) addRoutes(raw, around, add)
  addDelays(raw, around, add)
  addEnd(raw, kind, around, add)
  addInvocations(raw, around, add)
  add({ at: 'always', key: '' }, raw.config.always, { type: 'always' }, 'always')
  return found.toSorted((a, b) => patternRank(a) - patternRank(b))
}

/** Before v4 transitions were listed by where they lead: `{ idle: { cond: … } }`. */
function byTarget(item: unknown, raw: RawState, { resolve }: Around): readonly unknown[] {
  const entries = isRecord(item) ? Object.entries(item) : []
  const old = entries.every(([key, value]) => !isTransitionWord(key) && isRecord(value) && resolve(raw, key) !== null)
  return entries.length > 0 && old ? entries.map(([target, value]) => ({ ...(value as object), target })) : [item]
}

type Add = (slot: Slot, value: unknown, when: When, ...path: string[]) => void

/** Names first, then patterns: the longest before the shorter ones. */
function patternRank({ when }: Occasion): number {
  if (when.type !== 'trigger' || when.trigger.type !== 'event') return -1_000
  return when.trigger.name.endsWith('*') ? -when.trigger.name.length : -1_000
}

function addEvents(raw: RawState, around: Around, add: Add): void {
  const { on } = raw.config
  if (isRecord(on))
    for (const [key, value] of Object.entries(on)) {
      // v4's eventless transitions; null forbids an event: it goes no further.
      if (isEndOfAll(key, around)) continue
      if (key === '') add({ at: 'always', key: '' }, value, { type: 'always' }, 'on', key)
      else if (isPrinted(raw) && AFTER.test(key)) addPrintedDelay(raw, key, value, around, add)
      else add({ at: 'on', key }, value === null ? {} : value, whenOf(key, placeOf(raw, 'on', key), around), 'on', key)
    }
  else
    listOf(on).forEach((item, i) => {
      const event = isRecord(item) ? textOf(item.event) : ''
      const place = placeOf(raw, 'on', String(i))
      if (event !== '') add({ at: 'on', key: event }, item, whenOf(event, place, around), 'on', String(i))
      else
        around.losses.add('transition/event', 'this transition does not say what it listens to: it is left out', place)
    })
}

/** At the top of the machine its end is printed as an event; nothing is left to react. */
const isEndOfAll = (key: string, { stateNamed }: Around): boolean => {
  const done = /^(?:xstate\.)?done\.state\.(.+)$/.exec(key)?.[1]
  return done !== undefined && stateNamed(done)?.parent === null
}

/** In a printed definition what a delay leads to stands beside the events, with how long it lasts. */
export const isPrinted = (raw: RawState): boolean => Array.isArray(raw.config.transitions)

function addPrintedDelay(raw: RawState, key: string, value: unknown, around: Around, add: Add): void {
  if (Array.isArray(raw.config.after) && raw.config.after.length > 0) return // v4 prints it there as well
  for (const item of listOf(value)) {
    const delay = isRecord(item) ? item.delay : undefined
    const when = delayed(delay, placeOf(raw, 'on', key), around)
    add({ at: 'after', key: String(delay) }, item, when, 'on', key)
  }
}

function addDelays(raw: RawState, around: Around, add: Add): void {
  const { after } = raw.config
  if (isRecord(after))
    for (const [key, value] of Object.entries(after))
      add({ at: 'after', key }, value, delayed(key, placeOf(raw, 'after', key), around), 'after', key)
  else
    listOf(after).forEach((item, i) => {
      const delay = isRecord(item) ? item.delay : undefined
      const place = placeOf(raw, 'after', String(i))
      if (delay === undefined)
        around.losses.add('transition/delay', 'this transition does not say after how long: it is left out', place)
      else add({ at: 'after', key: String(delay) }, item, delayed(delay, place, around), 'after', String(i))
    })
}

function delayed(delay: unknown, place: Place, { words }: Around): When {
  return { type: 'trigger', trigger: { type: 'after', duration: words.delay(delay, place), timing: PLAIN_TIMING } }
}

/** States that the machine as a whole leads to when it is asked by their ids. */
function addRoutes(raw: RawState, around: Around, add: Add): void {
  for (const { config, children } of raw.children) {
    const { id, route } = config
    if (typeof id === 'string' && isRecord(route)) {
      const asked = {
        type: 'compare',
        left: { type: 'payload', key: 'to' },
        op: '=',
        right: { type: 'constant', value: `#${id}` },
      }
      const guards = [{ type: `to is #${id}`, params: { condition: asked } }, ...listOf(route.guard)]
      const item = { ...route, target: `#${id.replaceAll('.', '\\.')}`, guard: { type: 'xstate.and', guards } }
      const when = named(around.events.of('xstate.route', placeOf(raw)))
      add({ at: 'on', key: 'xstate.route' }, item, when, 'on', 'xstate.route')
    }
    for (const child of children) addRoutes({ ...raw, children: [child] }, around, add)
  }
}

function addEnd(raw: RawState, kind: ChartState['kind'], { losses }: Around, add: Add): void {
  const { onDone } = raw.config
  // At the top of the machine this is its end; nothing is left to react.
  if (raw.parent === null || onDone === undefined) return
  if (kind === 'state' && raw.own === null)
    losses.add(
      'done/none',
      `“${raw.key}” has nothing inside that could end: what follows is left out`,
      placeOf(raw, 'onDone'),
    )
  else add({ at: 'onDone', key: '' }, onDone, { type: 'done-of', state: raw.id }, 'onDone')
}

function addInvocations(raw: RawState, { events, losses }: Around, add: Add): void {
  const { invoke } = raw.config
  listOf(invoke).forEach((given, index) => {
    const path = ['invoke', ...(Array.isArray(invoke) ? [String(index)] : [])]
    const place = placeOf(raw, ...path)
    // A name alone is a source.
    const item = typeof given === 'string' ? { src: given } : given
    if (!isRecord(item)) {
      losses.add('invoke/unknown', 'this invocation has no form here and is left out', place)
      return
    }
    tellUnknownInvocation(item, losses, place)
    const src = isRecord(item.src) ? textOf(item.src.type) : textOf(item.src)
    const id = textOf(item.id) || src || `${raw.id}-${index}`
    const done = events.of(`done.invoke.${id}`, place)
    losses.add(
      'invoke/none',
      `nothing is started for “${src || id}”: its end is the event “${done}”, which somebody has to send`,
      place,
    )
    for (const [key, event] of [
      ['onDone', `done.invoke.${id}`],
      ['onError', `error.platform.${id}`],
      ['onSnapshot', `snapshot.${id}`],
    ] as const)
      if (item[key] !== undefined)
        add({ at: 'on', key: event }, item[key], named(events.of(event, place)), ...path, key)
  })
}

const named = (name: string): When => ({ type: 'trigger', trigger: { type: 'event', name } satisfies Trigger })

/** What v5 calls what an invocation tells → what it is called here. */
const ENDS = { 'done.actor': 'done.invoke', 'error.actor': 'error.platform', snapshot: 'snapshot' } as const

/** What a key of `on` listens to. */
function whenOf(key: string, place: Place, { events, stateNamed }: Around): When {
  const done = /^(?:xstate\.)?done\.state\.(.+)$/.exec(key)?.[1]
  const ended = done === undefined ? null : stateNamed(done)
  if (ended !== null && ended.parent !== null) return { type: 'done-of', state: ended.id }
  const actor = /^xstate\.(done\.actor|error\.actor|snapshot)\.(.+)$/.exec(key)
  if (actor !== null) return named(events.of(`${ENDS[actor[1] as keyof typeof ENDS]}.${actor[2]}`, place))
  return named(events.of(key, place))
}
