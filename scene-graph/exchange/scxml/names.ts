import type { Element } from './xml.ts'

/** Elements that are states of their own. */
export const STATES = ['state', 'parallel', 'final', 'history']

export const isState = (element: Element): boolean => STATES.includes(element.name)

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name)

/** `a b  c` as its parts. */
export const wordsIn = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((word) => word !== '')

/** A delay as CSS writes times: `1s`, `1.5s`, `500ms`; also `min`, `h` and bare milliseconds. Undefined: none of them. */
export function delayIn(text: string): number | undefined {
  const match = /^\s*\+?(\d*\.?\d+)\s*(ms|s|min|m|h)?\s*$/.exec(text)
  if (match === null) return undefined
  const factor = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 }[match[2] ?? 'ms'] ?? 1
  return Math.round(Number(match[1]) * factor * 1_000) / 1_000
}
