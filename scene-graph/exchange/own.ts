import { NODES } from '../nodes/registry.ts'
import type { Chart, ChartState, OwnNode } from './chart.ts'
import { isRecord } from './names.ts'

/** Whether a node that our export described can still be what stands in the chart. */
export function fits(own: OwnNode, state: ChartState): boolean {
  if (!NODES.has(own.type)) return false
  switch (state.kind) {
    case 'end':
      return own.type === 'end'
    case 'shallow':
    case 'deep':
      return own.type === 'history'
    case 'parallel':
      return own.type === 'parallel'
    case 'group':
      return !['end', 'history', 'parallel'].includes(own.type)
    case 'state':
      return own.type !== 'end' && own.type !== 'history'
  }
}

/** The variables, with what our export said of each, and the initial values that stand beside them now. */
export function variablesOf({ variables }: Chart, header: unknown): unknown {
  const known = isRecord(header) ? header : {}
  return Object.fromEntries([
    ...Object.entries(known).map(([name, said]) => [
      name,
      isRecord(said) && variables[name] !== undefined && typeof said.initial === typeof variables[name].initial
        ? { ...said, initial: variables[name].initial }
        : said,
    ]),
    ...Object.entries(variables).filter(([name]) => !Object.hasOwn(known, name)),
  ])
}
