import { ALL_HARDWARE } from '#wire/room-policy.ts'

/** Causes of a hold in words, as the end of a sentence: “board/door is offline”. */
export function standsFor(causes: readonly string[]): string {
  const devices = causes.filter((cause) => cause !== ALL_HARDWARE)
  const all = causes.includes(ALL_HARDWARE) ? ['nothing is heard of any hardware'] : []
  const [one] = devices
  if (one === undefined) return all.join('')
  const some = devices.length === 1 ? `${one} is offline` : `${listed(devices)} are offline`
  return [...all, some].join(', and ')
}

const listed = (names: readonly string[]): string =>
  names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
