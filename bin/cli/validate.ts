import type { Finding } from '#scene-graph/findings.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { formatFinding, Unusable } from './files.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'
import { readRoom } from './room-file.ts'

/**
 * `validate GRAPH… [--room ROOM.json] [--json]`: 1 where something is wrong; what is merely worth knowing is told. A file
 * that cannot be used keeps nothing from being said of the others.
 */
export function validateCommand(files: readonly string[], options: { room?: string; json: boolean }, io: Io): number {
  const room = options.room === undefined ? undefined : readRoom(options.room)
  const unusable: string[] = []
  const results = files.flatMap((file) => {
    try {
      return [{ file, findings: validate(readGraph(file), room) }]
    } catch (error) {
      if (!(error instanceof Unusable)) throw error
      unusable.push(...error.lines)
      return []
    }
  })
  if (options.json) io.out(JSON.stringify(results, null, 2))
  else
    for (const { file, findings } of results) {
      for (const finding of findings) {
        io.out(formatFinding(file, finding))
        if (finding.fix !== undefined) io.out(`  fix: ${finding.fix.label}`)
      }
      if (findings.length === 0) io.out(`${file}: fine`)
    }
  if (unusable.length > 0) throw new Unusable(unusable)
  return results.some(({ findings }) => findings.some(wrong)) ? 1 : 0
}

const wrong = (finding: Finding): boolean => finding.severity !== 'info'
