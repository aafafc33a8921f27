import { exportMermaid } from '#scene-graph/exchange/mermaid.ts'
import { exportScxml } from '#scene-graph/exchange/scxml/export.ts'
import { exportSvg } from '#scene-graph/exchange/svg.ts'
import { exportXState } from '#scene-graph/exchange/xstate/export.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { formatLoss, readAny } from './files.ts'
import { writeText } from './import.ts'
import type { Io } from './io.ts'
import { laidOut } from './layout.ts'

const FORMATS = {
  xstate: (graph: SceneGraph): string => `${JSON.stringify(exportXState(graph), null, 2)}\n`,
  scxml: exportScxml,
  mermaid: exportMermaid,
  svg: async (graph: SceneGraph): Promise<string> => exportSvg(await laidOut(graph)),
}
export type ExportFormat = keyof typeof FORMATS
export const EXPORT_FORMATS = Object.keys(FORMATS) as ExportFormat[]

/**
 * `export GRAPH --to xstate|scxml|mermaid|svg [--out FILE]`: a document in another tool's format, or as a drawing. 1
 * when GRAPH was a foreign file and lost something on its way in.
 */
export async function exportCommand(
  file: string,
  { to, out }: { readonly to: ExportFormat; readonly out?: string },
  io: Io,
): Promise<number> {
  const { graph, lost } = readAny(file)
  for (const loss of lost) io.err(formatLoss(file, loss))
  const text = await FORMATS[to](graph)
  if (out === undefined) io.out(text.trimEnd())
  else writeText(out, text)
  return lost.length === 0 ? 0 : 1
}
