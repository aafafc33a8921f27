import { isRecord } from '../names.ts'

export type XStateVersion = 4 | 5

const V5 = new Set(['guard', 'reenter', 'output', 'input', 'onSnapshot', 'systemId', 'types', 'schemas', 'route'])
const V4 = new Set(
  'cond internal in onEntry onExit activities strict parallel autoForward schema tsTypes predictableActionArguments preserveActionOrder'.split(
    ' ',
  ),
)
const V5_TYPES = new Set(['xstate.emit', 'xstate.spawnChild', 'xstate.stopChild', 'xstate.enqueueActions'])
const V4_TYPES = new Set(['xstate.choose', 'xstate.pure', 'xstate.send', 'xstate.start', 'xstate.stop', 'xstate.guard'])

/** Keys of these are names, not words of the format. */
const HOLDS_NAMES = new Set([
  'states',
  'on',
  'after',
  'context',
  'meta',
  'params',
  'assignment',
  'schema',
  'schemas',
  'types',
])

/** Which version a configuration is written for: the one whose words it uses more of; null: it does not say. */
export function versionOf(machine: Readonly<Record<string, unknown>>): XStateVersion | null {
  let [old, fresh] = [0, 0]
  const look = (value: unknown, under: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, under === 'on' ? '' : under)
    if (!isRecord(value)) return
    const names = HOLDS_NAMES.has(under)
    for (const [key, item] of Object.entries(value)) {
      if (names) {
        if (under === 'on' && (key === '' || /^(done\.invoke|error\.platform)\./.test(key))) old++
        if (under === 'on' && key.startsWith('xstate.')) fresh++
      } else if (V4.has(key)) old++
      else if (V5.has(key)) fresh++
      else if (key === 'type' && typeof item === 'string') {
        if (V4_TYPES.has(item)) old++
        if (V5_TYPES.has(item)) fresh++
      }
      if (names && under !== 'states' && under !== 'on' && under !== 'after') continue
      look(item, names ? '' : key)
    }
  }
  look(machine, '')
  return old === fresh ? null : old > fresh ? 4 : 5
}
