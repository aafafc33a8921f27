/** A set that remembers the newest `limit` members and forgets the oldest. */
export type SeenSet = { has(member: string): boolean; add(member: string): void; readonly size: number }

export function createSeenSet(limit: number): SeenSet {
  const members = new Set<string>()
  return {
    has: (member) => members.has(member),
    add(member) {
      members.add(member)
      if (members.size <= limit) return
      for (const oldest of members) {
        members.delete(oldest)
        return
      }
    },
    get size() {
      return members.size
    },
  }
}
