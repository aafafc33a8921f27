import { describeMs } from '#scene-graph/describe.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { valueText } from '../room/live-value.tsx'

/** What a variable is now, in words: a duration as a time. */
export const variableText = (graph: SceneGraph, name: string, value: Scalar): string =>
  typeof value === 'number' && graph.variables[name]?.type === 'duration' ? describeMs(value) : valueText(value)
