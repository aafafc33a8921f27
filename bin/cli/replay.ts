import type { Compiled } from '#scene-graph/compile/compile.ts'
import { replaySession } from '#scene-runtime/core/replay.ts'
import { compiledOrFindings } from './compile.ts'
import { Unusable } from './files.ts'
import type { Io } from './io.ts'
import { readJournal, recordedOf } from './journal-file.ts'
import { readGraph } from './read-graph.ts'

/**
 * `replay SESSION.jsonl [--against GRAPH]…`: plays a recorded session again and says where it parts from what it did. 1
 * when it does. The version that it ran is the one among the graphs whose content hash the journal names; another graph
 * alone is played in its place.
 */
export function replayCommand(file: string, options: { against: readonly string[]; json: boolean }, io: Io): number {
  const lines = readJournal(file)
  const versions = new Map<string, Compiled>()
  const given: Compiled[] = []
  for (const graph of options.against) {
    const compiled = compiledOrFindings(graph, readGraph(graph), io)
    if (compiled === null) return 1
    given.push(compiled)
    versions.set(compiled.hash, compiled)
  }
  const began = lines.find((one) => one.kind === 'start')?.version ?? ''
  const exact = lines.every((one) => versions.has(one.version))
  const [only] = given
  if (only === undefined) throw new Unusable([`${file}: --against says with which graph; it ran version ${began}`])
  const result = replaySession(lines.map(recordedOf), {
    versionOf: (hash) => versions.get(hash ?? began) ?? (hash === null || given.length > 1 ? (given[0] ?? null) : only),
    exact,
  })
  const { parting, steps, records } = result
  const against = exact ? 'the version that it ran' : 'another version'
  if (options.json) io.out(JSON.stringify({ exact, records, steps, parting }, null, 2))
  else if (parting === null) io.out(`${file}: ${records} records, ${steps} steps, all as they were; against ${against}`)
  else {
    io.out(`${file}:${parting.record + 1}: step ${parting.seq} at ${parting.at}: ${parting.what}; against ${against}`)
    if (parting.was !== undefined) io.out(`  then ${JSON.stringify(parting.was)}`)
    if (parting.is !== undefined) io.out(`  now  ${JSON.stringify(parting.is)}`)
  }
  return parting === null ? 0 : 1
}
