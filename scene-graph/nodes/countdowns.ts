/** Node types that have time left: what `remaining` reads, and what `timer` actions start, stop and add to. */
export const COUNTS_DOWN: ReadonlySet<string> = new Set(['delay', 'timer', 'timeline'])
