import type { Loss } from '#scene-graph/exchange/foreign-error.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { alone } from '../model/contained.ts'

/** Files that a graph can leave as. What makes them is loaded when it is asked for. */
export const FORMATS = {
  json: { label: 'Document (JSON)', extension: 'json', mime: 'application/json' },
  xstate: { label: 'XState machine (JSON)', extension: 'xstate.json', mime: 'application/json' },
  scxml: { label: 'SCXML', extension: 'scxml', mime: 'application/scxml+xml' },
  mermaid: { label: 'Mermaid diagram', extension: 'mmd', mime: 'text/plain' },
  svg: { label: 'Drawing (SVG)', extension: 'svg', mime: 'image/svg+xml' },
} as const
export type Format = keyof typeof FORMATS

/** The text of a file. */
export async function exported(graph: SceneGraph, format: Format): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(alone(graph), null, 2)}\n`
    case 'xstate': {
      const { exportXState } = await import('#scene-graph/exchange/xstate/export.ts')
      return `${JSON.stringify(exportXState(graph), null, 2)}\n`
    }
    case 'scxml':
      return (await import('#scene-graph/exchange/scxml/export.ts')).exportScxml(graph)
    case 'mermaid':
      return (await import('#scene-graph/exchange/mermaid.ts')).exportMermaid(graph)
    case 'svg':
      return (await import('#scene-graph/exchange/svg.ts')).exportSvg(graph)
  }
}

/** A file name made of a graph's name: `Clockwork: Study` → `clockwork-study.scene.json`. */
export function fileNameOf(graph: Pick<SceneGraph, 'name' | 'kind'>, format: Format = 'json'): string {
  const base = graph.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  const name = base === '' ? 'graph' : base
  return `${name}.${format === 'json' ? `${graph.kind}.` : ''}${FORMATS[format].extension}`
}

/** Hands a graph to the browser as a file. */
export async function download(graph: SceneGraph, format: Format): Promise<void> {
  const url = URL.createObjectURL(new Blob([await exported(graph, format)], { type: FORMATS[format].mime }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameOf(graph, format)
  link.click()
  // The browser may begin to read only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export type Problem = { path: string; message: string }
export type Imported = { ok: true; graph: SceneGraph; lost: readonly Loss[] } | { ok: false; problems: Problem[] }
