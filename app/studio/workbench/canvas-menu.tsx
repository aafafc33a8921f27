'use client'

import type { MouseEvent, ReactNode } from 'react'
import { interventionEntries } from '#app/console/interventions.tsx'
import { ContextMenu, type MenuEntry } from '#app/ui/menu.tsx'
import type { Command } from '../editor/commands.ts'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { useInterventions } from '../live/use-interventions.tsx'
import styles from './workbench.module.css'

const OF_NODES = [
  ['rename', 'start-here', 'add-after'],
  ['duplicate', 'group', 'parallel', 'ungroup'],
  ['fit-selection', 'delete'],
]
const OF_CANVAS = [
  ['add', 'select-all'],
  ['undo', 'redo'],
  ['tidy', 'fit', 'publish'],
]

/**
 * A secondary click on the canvas: what can be done with what is under the pointer, which is selected by it; also to the
 * game that stands there.
 */
export function CanvasMenu({ commands, children }: { commands: readonly Command[]; children: ReactNode }) {
  const editor = useEditor()
  const state = useEditorState((s) => s)
  const { offerOf, running, ask, dialog } = useInterventions()
  const byId = new Map(commands.map((c) => [c.id, c]))
  const empty = state.selection.nodes.size + state.selection.edges.size === 0
  const entries = (empty ? OF_CANVAS : OF_NODES)
    .map((ids) =>
      ids.flatMap((id): MenuEntry[] => {
        const command = byId.get(id)
        if (command === undefined || !(command.enabled?.(state) ?? true)) return []
        const [keys] = command.keys ?? []
        return [
          {
            label: command.label,
            danger: id === 'delete',
            onSelect: command.run,
            ...(keys === undefined ? {} : { keys }),
          },
        ]
      }),
    )
    .filter((group) => group.length > 0)
    .flatMap((group, index): MenuEntry[] => (index === 0 ? group : [{ type: 'separator' }, ...group]))
  const [only, ...others] = state.selection.nodes
  const offer = only === undefined || others.length > 0 ? undefined : offerOf(only)
  const inGame: MenuEntry[] =
    offer === undefined
      ? []
      : [
          { type: 'separator' },
          { type: 'label', label: 'Running game' },
          ...interventionEntries(offer, { disabled: !running, onAsk: ask }),
        ]
  const select = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return
    const node = event.target.closest<HTMLElement>('.react-flow__node')?.dataset.id
    const edge =
      event.target.closest<HTMLElement>('[data-edge]')?.dataset.edge ??
      event.target.closest<HTMLElement>('.react-flow__edge')?.dataset.id
    const { nodes, edges } = editor.getState().selection
    if (node !== undefined && !nodes.has(node)) editor.select([node])
    else if (node === undefined && edge !== undefined && !edges.has(edge)) editor.select([], [edge])
    else if (node === undefined && edge === undefined) editor.select([])
  }
  return (
    <>
      <ContextMenu entries={[...entries, ...inGame]}>
        <div className={styles.menuArea} onContextMenuCapture={select}>
          {children}
        </div>
      </ContextMenu>
      {dialog}
    </>
  )
}
