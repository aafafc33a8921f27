import type { Lowering } from '../nodes/define-node.ts'

type Child = { readonly node: { readonly id: string }; readonly lowering: Lowering }

/** The child that a container enters first: the one it names, else the first in the document that can be active. */
export function initialChild<T extends Child>(children: readonly T[], named: string | null): T | undefined {
  return children.find((child) => child.node.id === named) ?? children.find((c) => c.lowering.kind !== 'history')
}

/** The child that a planned container enters first. */
export function initialOf<T extends Child>(container: { lowering: Lowering; children: readonly T[] }): T | undefined {
  const { lowering, children } = container
  return initialChild(children, lowering.kind === 'compound' || lowering.kind === 'built' ? lowering.initial : null)
}
