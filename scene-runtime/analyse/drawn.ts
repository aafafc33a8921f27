import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { portOf } from '#scene-graph/compile/draw.ts'
import type { Stepped } from '../core/session.ts'

/** One fall of the dice: which exit a node drew when it drew for the `count`th time. */
export type Drawn = { readonly node: string; readonly count: number; readonly port: string }

/** Seeds that are looked through for one that falls as wanted; to look costs less than a microsecond. */
const SEEDS = 300_000
/** More ways than this in which the dice can fall in one step are not told apart. */
const MAX_FALLS = 256

export type Drawing = {
  /** What comes of an attempt, once for each way in which the dice can fall. `draws`: what was drawn before it. */
  readonly all: (draws: Context['draws'], attempt: (seed: number) => Stepped) => Stepped[]
  /** What was drawn in a step, in order. */
  readonly drawn: (draws: Context['draws'], stepped: Stepped) => Drawn[]
}

/** How the nodes of a scene draw. `bounded` is told when not every fall could be tried. */
export function drawings({ logic: { choices } }: Compiled, bounded: (text: string) => void): Drawing {
  const drawn: Drawing['drawn'] = (draws, { session, records }) => {
    if (choices.size === 0) return []
    const counts = new Map<string, number>()
    return records
      .flatMap((r) => r.entered)
      .flatMap((node): Drawn[] => {
        const exits = choices.get(node)
        if (exits === undefined) return []
        const count = (counts.get(node) ?? draws[node]?.count ?? 0) + 1
        counts.set(node, count)
        return [{ node, count, port: portOf(session.machine.context.seed, node, count, exits) }]
      })
  }
  const all: Drawing['all'] = (draws, attempt) => {
    const found = [attempt(1)]
    // What fell is kept up to one draw, and there something else falls: every way is come to once.
    const open: { stepped: Stepped | undefined; kept: number }[] = [{ stepped: found[0], kept: 0 }]
    for (let next = open.pop(); next?.stepped !== undefined; next = open.pop()) {
      const fell = drawn(draws, next.stepped)
      for (let i = next.kept; i < fell.length; i++)
        for (const { port, weight } of choices.get(fell[i]?.node ?? '') ?? []) {
          const here = fell[i]
          if (here === undefined || port === here.port || weight === 0) continue
          const seed = seedFor([...fell.slice(0, i), { ...here, port }], choices)
          if (seed === null || found.length >= MAX_FALLS) {
            bounded(`not every exit of "${here.node}" could be drawn`)
            continue
          }
          const stepped = attempt(seed)
          found.push(stepped)
          open.push({ stepped, kept: i + 1 })
        }
    }
    return found
  }
  return { all, drawn }
}

/** A seed with which the dice fall like this; null: none was found. */
export function seedFor(wanted: readonly Drawn[], choices: Compiled['logic']['choices']): number | null {
  for (let seed = 1; seed <= SEEDS; seed++)
    if (wanted.every(({ node, count, port }) => portOf(seed, node, count, choices.get(node) ?? []) === port))
      return seed
  return null
}
