import type { Scalar } from '#wire/json.ts'
import type { Item } from '../core/journal.ts'
import type { Live } from './live-session.ts'

type Noted = { stream: string; at: number; count: number; signals: Map<string, Scalar> }

/**
 * RT5: what was reported that no game waits for: the last value of each signal, until the game moves next or anything is
 * written. It lies in memory only, and the cursor must not pass it; before it does, it becomes an item of the game's
 * journal (`take`).
 */
export function createNotes() {
  const noted = new Map<Live, Noted>()
  return {
    /** When the game last heard anything. */
    at: (live: Live): number => noted.get(live)?.at ?? live.session.at,

    /** One more report, at that place of the room's stream. Its values are to be put into what comes back. */
    add(live: Live, stream: string, at: number): Map<string, Scalar> {
      let known = noted.get(live)
      if (known === undefined) {
        known = { stream, at, count: 0, signals: new Map() }
        noted.set(live, known)
      }
      known.stream = stream
      known.at = at
      known.count += 1
      return known.signals
    },

    take(live: Live): Item | null {
      const known = noted.get(live)
      if (known === undefined) return null
      noted.delete(live)
      const { stream, at, count, signals } = known
      return { type: 'noted', stream, at, count, signals: Object.fromEntries(signals) }
    },

    lives: (): Live[] => [...noted.keys()],
    clear: () => noted.clear(),
  }
}
