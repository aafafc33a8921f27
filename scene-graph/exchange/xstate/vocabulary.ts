import type { Losses, Place } from '../foreign-error.ts'
import { isRecord } from '../names.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const STATE = words(
  'id key type history target parallel initial context states on after always onDone invoke entry exit onEntry onExit ' +
    'activities route tags meta description output data order transitions',
)
/** Of a machine as a whole; without a meaning for how it plays, but `strict`. */
const MACHINE = words(
  'version types schema schemas tsTypes predictableActionArguments preserveActionOrder strict delimiter input options ' +
    'systemId name $schema',
)
const TYPES = words('atomic compound parallel final history')
const TRANSITION = words(
  'target guard cond in actions internal reenter description meta event delay source eventType tags order id key ' +
    // A printed definition says this of each of its transitions.
    'type toJSON',
)
const INVOCATION = words('id src input data onDone onError onSnapshot systemId autoForward meta description type')

export const isTransitionWord = (key: string): boolean => TRANSITION.has(key)

/** Tells what a state says in words that are none of XState's: it is left out. */
export function tellUnknownState(
  config: Readonly<Record<string, unknown>>,
  isRoot: boolean,
  losses: Losses,
  place: Place,
): void {
  for (const [key, value] of Object.entries(config)) {
    if (STATE.has(key) || (isRoot && MACHINE.has(key)) || isEmpty(value)) continue
    losses.add('state/unknown', `“${key}” is no word of XState’s that is known here: it is left out`, place)
  }
  if (!isEmpty(config.type) && !(typeof config.type === 'string' && TYPES.has(config.type)))
    losses.add('state/type', `a state of the type ${JSON.stringify(config.type)} is read as any other`, place)
  if (isRoot && !isEmpty(config.context) && !isRecord(config.context))
    losses.add('context/value', 'the context is no record: there are no variables for it', place)
  // v4 prints them among the events, and its activities.
  if (isRoot && Array.isArray(config.transitions) && !('activities' in config))
    losses.add(
      'definition/always',
      'a printed definition of v5 does not say which eventless transitions there are: where there are some, they are missing',
      place,
    )
  if (isRoot && config.strict === true)
    losses.add('machine/strict', 'an event that the machine does not know is no error here', place)
  if (isRoot && typeof config.delimiter === 'string' && config.delimiter !== '.')
    losses.add('machine/delimiter', `paths are read with dots, not with “${config.delimiter}”`, place)
  if (!isEmpty(config.activities))
    losses.add('activity/none', 'no activity runs while this is active: they are left out', place)
}

/** Tells what a transition says in words that are none of XState's. */
export function tellUnknownTransition(config: Readonly<Record<string, unknown>>, losses: Losses, place: Place): void {
  for (const [key, value] of Object.entries(config))
    if (!TRANSITION.has(key) && !isEmpty(value))
      losses.add('transition/unknown', `“${key}” is no word of XState’s that is known here: it is left out`, place)
}

/** The same of an invocation. What it is given to begin with needs no telling: nothing is started. */
export function tellUnknownInvocation(config: Readonly<Record<string, unknown>>, losses: Losses, place: Place): void {
  for (const [key, value] of Object.entries(config))
    if (!INVOCATION.has(key) && !isEmpty(value))
      losses.add('invoke/unknown', `“${key}” is no word of XState’s that is known here: it is left out`, place)
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0)
