import { CONDITIONS, type Condition, type ConditionChange, type ConditionName } from '#wire/condition.ts'

/** What is away for less is nobody's business, ms. */
export const GRACE_MS = 2_000

/**
 * What of the house is away, and what of that is still to be told. No clock of its own: every call says when it is.
 * Something is away from its first bad sign on, once bad signs have come for `GRACE_MS`; back with the first good one.
 */
export type ConditionBook = {
  /** Somebody looked: null when it is well, else why it is not. */
  saw(name: ConditionName, reason: string | null, at: number): void
  /** Somebody else judged it; its word counts at once. */
  found(name: ConditionName, condition: Condition | null, at: number): void
  active(name: ConditionName): Condition | undefined
  all(): Condition[]
  /** Changes since this was asked last. */
  changes(): ConditionChange[]
  /** Changes that the rooms have not been told yet, oldest first; `told` takes one off. */
  untold(): readonly ConditionChange[]
  told(change: ConditionChange): void
}

export function createConditionBook(): ConditionBook {
  const suspected = new Map<ConditionName, number>()
  const known = new Map<ConditionName, Condition>()
  let fresh: ConditionChange[] = []
  let waiting: ConditionChange[] = []

  function change(next: ConditionChange): void {
    fresh.push(next)
    // Away and back before anybody could be told: only that it was, with both times.
    waiting = [...waiting.filter((one) => one.condition !== next.condition), next]
  }

  const begins = (condition: Condition): void => {
    known.set(condition.condition, condition)
    change(condition)
  }

  const ends = (name: ConditionName, at: number): void => {
    suspected.delete(name)
    const over = known.get(name)
    if (over === undefined) return
    known.delete(name)
    change({ ...over, until: at })
  }

  return {
    saw(name, reason, at) {
      if (reason === null) return ends(name, at)
      const since = suspected.get(name) ?? at
      suspected.set(name, since)
      if (!known.has(name) && at - since >= GRACE_MS)
        begins({ condition: name, since, reason: reason.slice(0, MOST_WORDS) })
    },
    found(name, condition, at) {
      if (condition === null) ends(name, at)
      else if (!known.has(name)) begins(condition)
    },
    active: (name) => known.get(name),
    all: () => CONDITIONS.flatMap((name) => known.get(name) ?? []),
    changes() {
      const taken = fresh
      fresh = []
      return taken
    },
    untold: () => waiting,
    told(change) {
      waiting = waiting.filter((one) => one !== change)
    },
  }
}

/** As the wire's `condition` has it. */
const MOST_WORDS = 500
