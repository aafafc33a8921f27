/** Redis stream ids, `{ms}-{n}`: ordered by both numbers, not as text. */
export function compareStreamIds(a: string, b: string): number {
  const [aMs = 0, aN = 0] = a.split('-').map(Number)
  const [bMs = 0, bN = 0] = b.split('-').map(Number)
  return aMs - bMs || aN - bN
}

export const isAfter = (id: string, other: string): boolean => compareStreamIds(id, other) > 0
