import type { Compiled } from '#scene-graph/compile/compile.ts'

/** The timer that people mean by a node: a delay's or a timer's own, the clock of a timeline. */
export function countdownOf({ plan }: Compiled, node: string): string {
  const lowering = plan.nodes.get(node)?.lowering
  return (lowering?.kind === 'built' ? lowering.clock : undefined) ?? node
}

/** Whether one timer moves when the other is moved: itself, and all that go by the same clock. */
export function movesWith({ timers }: Compiled, moved: string): (timer: { readonly id: string }) => boolean {
  const clock = timers.get(moved)?.clock ?? null
  return ({ id }) => id === moved || (clock !== null && timers.get(id)?.clock === clock)
}
