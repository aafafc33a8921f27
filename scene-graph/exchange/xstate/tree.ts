import type { Chart, ChartState } from '../chart.ts'

/** A state with what lies around it. */
export type Placed = { readonly state: ChartState; readonly above: readonly ChartState[] }

/** All states of a chart in document order, the machine itself first where it reacts. */
export function placedStates(chart: Chart): Placed[] {
  const found: Placed[] = []
  const add = (state: ChartState, above: readonly ChartState[]): void => {
    found.push({ state, above })
    for (const child of state.children) add(child, [...above, state])
  }
  if (chart.root !== null && chart.root.id !== undefined)
    add({ ...chart.root, id: chart.root.id, children: chart.states, initial: chart.initial }, [])
  else for (const state of chart.states) add(state, [])
  return found
}

export const isAbove = (outer: Placed, inner: Placed): boolean => inner.above.includes(outer.state)

/** The parallel that two states lie in different regions of; null: they do not. */
export function parallelAround(a: Placed, b: Placed): ChartState | null {
  if (isAbove(a, b) || isAbove(b, a) || a === b) return null
  const common = a.above.filter((state) => b.above.includes(state)).at(-1)
  return common?.kind === 'parallel' ? common : null
}
