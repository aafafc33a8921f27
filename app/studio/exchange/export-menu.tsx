'use client'

import { FileDown } from 'lucide-react'
import { errorSentence } from '#app/ui/error-sentence.ts'
import type { MenuEntry } from '#app/ui/menu.tsx'
import { toast } from '#app/ui/toast.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { download, FORMATS, type Format } from './formats.ts'

/** Menu entries that hand a graph out as a file. */
export const exportEntries = (graph: () => SceneGraph | Promise<SceneGraph>): MenuEntry[] => [
  { type: 'label', label: 'Export' },
  ...(Object.keys(FORMATS) as Format[]).map(
    (format): MenuEntry => ({
      label: FORMATS[format].label,
      icon: FileDown,
      onSelect: () => void handOut(graph, format),
    }),
  ),
]

async function handOut(graph: () => SceneGraph | Promise<SceneGraph>, format: Format): Promise<void> {
  try {
    await download(await graph(), format)
  } catch (error) {
    toast({ state: 'failed', title: 'The file was not made', detail: errorSentence(error) })
  }
}
