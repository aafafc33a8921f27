import { type Context, withFacts } from './context.ts'

/**
 * Chooses an exit by weight. What is drawn depends on the session's seed, on the node and on how often it drew before,
 * and on nothing else: an edit elsewhere, a restart or another machine draws alike (SG10).
 */
export function draw(
  context: Context,
  node: string,
  choices: readonly { readonly port: string; readonly weight: number }[],
): Context {
  const count = (context.draws[node]?.count ?? 0) + 1
  const port = portOf(context.seed, node, count, choices)
  return withFacts(context, { draws: { ...context.draws, [node]: { count, port } } })
}

/** What a node draws when it draws for the `count`th time. */
export function portOf(
  seed: number,
  node: string,
  count: number,
  choices: readonly { readonly port: string; readonly weight: number }[],
): string {
  const total = choices.reduce((sum, c) => sum + c.weight, 0)
  let rest = dice(`${seed}:${node}:${count}`) * total
  for (const choice of choices) {
    if (rest < choice.weight) return choice.port
    rest -= choice.weight
  }
  // What is lost in adding up goes to the last that can be drawn.
  return (choices.findLast((c) => c.weight > 0) ?? choices.at(-1))?.port ?? ''
}

/** A number from 0 (included) to 1 (left out), made of a text: FNV-1a, then the finalizer of MurmurHash3. */
export function dice(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return (hash >>> 0) / 2 ** 32
}
