import type { SceneGraph } from '#scene-graph/parse.ts'
import { withContained } from './contained.ts'
import { readDocument } from './files.ts'

/** Reads a scene graph, with the graphs that it contains. */
export const readGraph = (file: string): SceneGraph => withContained(readDocument(file), file)
