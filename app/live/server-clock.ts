/**
 * Measures how far the server's clock is from the browser's. Each message says when it was sent; what arrives is
 * later by the way it took, so the smallest difference of the last ones is the best estimate (as NTP's clock filter
 * picks the sample with the least delay, RFC 5905 section 10).
 */
export type ClockSamples = readonly number[]

const KEEP = 16

/** Adds `received − sent`, both epoch ms by their own clocks. */
export const addSample = (samples: ClockSamples, sent: number, received: number): ClockSamples =>
  Number.isFinite(sent) ? [...samples.slice(-(KEEP - 1)), received - sent] : samples

/** Server − browser, ms. A few milliseconds are the way, not the clock: below 50 ms it counts as none. */
export function offsetOf(samples: ClockSamples): number {
  if (samples.length === 0) return 0
  const offset = -Math.min(...samples)
  return Math.abs(offset) < 50 ? 0 : offset
}
