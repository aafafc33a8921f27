import { compile, InvalidGraph } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { formatFinding } from './files.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'

/** `compile GRAPH`: the XState machine as JSON, with the map between its states and the graph's nodes (SG8). */
export function compileCommand(file: string, io: Io): number {
  const compiled = compiledOrFindings(file, readGraph(file), io)
  if (compiled === null) return 1
  const { hash, meaning, config, sourceMap } = compiled
  io.out(JSON.stringify({ hash, meaning, machine: config, sourceMap }, null, 2))
  return 0
}

/** Compiles, or says what is wrong with the graph. */
export function compiledOrFindings(file: string, graph: SceneGraph, io: Io): ReturnType<typeof compile> | null {
  try {
    return compile(graph)
  } catch (error) {
    if (!(error instanceof InvalidGraph)) throw error
    for (const finding of error.findings) io.err(formatFinding(file, finding))
    return null
  }
}
