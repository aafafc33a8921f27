import type { Compiled } from '#scene-graph/compile/compile.ts'
import { signalKey } from '#scene-graph/compile/context.ts'

/** Whether anything in the scene looks at this signal (RT5): a look-up, so that chatter costs nothing. */
export const reactsTo = (compiled: Compiled, role: string, signal: string): boolean =>
  compiled.signals.has(signalKey(role, signal))
