/** When something that died is started again. Times in ms. */
export type RestartPolicy = { firstDelay: number; longestDelay: number; deaths: number; within: number }

/** The first restart comes at once: a scene runtime that died is back within 200 ms. */
export const PATIENT: RestartPolicy = { firstDelay: 0, longestDelay: 5000, deaths: 8, within: 60_000 }

/**
 * What to do after a death, given when earlier ones were (epoch ms, oldest first, this one included): wait so long
 * and start again, or give up because there were too many in a short time.
 */
export function afterDeath(deaths: readonly number[], policy: RestartPolicy): { delay: number } | 'give up' {
  const last = deaths.at(-1)
  if (last === undefined) return { delay: 0 }
  const recent = deaths.filter((at) => last - at < policy.within).length
  if (recent >= policy.deaths) return 'give up'
  return { delay: recent === 1 ? policy.firstDelay : Math.min(policy.longestDelay, 100 * 2 ** (recent - 2)) }
}
