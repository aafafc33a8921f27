import { ALL_HARDWARE } from '#wire/room-policy.ts'

/** Names that are read out one by one; of more, only how many there are. */
const NAMED = 3

/** Causes of a hold in words, as the end of a sentence: “board/door is offline”. */
export function standsFor(causes: readonly string[]): string {
  const devices = causes.filter((cause) => cause !== ALL_HARDWARE)
  const all = causes.includes(ALL_HARDWARE) ? ['nothing is heard of any hardware'] : []
  if (devices.length === 0) return all.join('')
  const some = devices.length === 1 ? `${devices[0] ?? ''} is offline` : `${listed(devices)} are offline`
  return [...all, some].join(', and ')
}

/** The same as a sentence of its own. A device's name stays as it is written. */
export const standsForSentence = (causes: readonly string[]): string =>
  `${standsFor(causes).replace(/^nothing/, 'Nothing')}.`

function listed(names: readonly string[]): string {
  const named = names.length > NAMED ? names.slice(0, NAMED - 1) : names.slice(0, -1)
  const last = names.length > NAMED ? `${names.length - named.length} more devices` : (names.at(-1) ?? '')
  return `${named.join(', ')} and ${last}`
}
