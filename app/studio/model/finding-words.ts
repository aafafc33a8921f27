import type { Finding } from '#scene-graph/findings.ts'

/** A finding's message as a sentence on the screen: it begins large, and quotes are set as in print, but not in code. */
export function findingWords({ code, message }: Pick<Finding, 'code' | 'message'>): string {
  const set = code.startsWith('expression/') ? message : message.replaceAll(/"([^"]*)"/g, '“$1”')
  return /^[a-z]/.test(set) ? `${set.slice(0, 1).toUpperCase()}${set.slice(1)}` : set
}
