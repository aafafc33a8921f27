'use client'

import { useReactFlow } from '@xyflow/react'
import { type RefObject, useMemo } from 'react'
import type { Adding } from '../canvas/canvas.tsx'
import { type Command, editingCommands } from '../editor/commands.ts'
import { useEditor } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import { canLeave } from '../model/edges.ts'
import { type Point, rectOf } from '../model/geometry.ts'
import { screenMiddle, showEverything } from './use-places.ts'
import type { Mode } from './use-ui.ts'

export type CommandNeeds = {
  onAdd: (adding: Adding) => void
  onAddAfter: (after: { node: string; screen: Point }) => void
  onSearch: () => void
  onPublish: () => void
  setMode: (mode: Mode) => void
  pointer: RefObject<Point | null>
  readOnly: boolean
}

const LOOKING = new Set(['select-all', 'deselect'])

/** Everything that can be done in the studio, by key and by name. */
export function useCommands(needs: CommandNeeds): Command[] {
  const editor = useEditor()
  const flow = useReactFlow()
  const { onAdd, onAddAfter, onSearch, onPublish, setMode, pointer, readOnly } = needs
  return useMemo(() => {
    const add = () => {
      const screen = pointer.current ?? screenMiddle()
      onAdd({ screen, point: flow.screenToFlowPosition(screen) })
    }
    const addAfter = () => {
      const graph = editor.graph()
      const [id = ''] = editor.getState().selection.nodes
      const node = indexOf(graph).nodes.get(id)
      if (node === undefined) return
      const rect = rectOf(graph, node)
      onAddAfter({ node: id, screen: flow.flowToScreenPosition({ x: rect.x + rect.width + 24, y: rect.y }) })
    }
    const oneThatLeads = (s: ReturnType<typeof editor.getState>): boolean => {
      const [id = '', ...others] = s.selection.nodes
      const node = indexOf(s.history.present).nodes.get(id)
      return node !== undefined && others.length === 0 && canLeave(node)
    }
    const making: Command[] = [
      { id: 'add', label: 'Add a node', keys: ['/'], run: add },
      { id: 'add-after', label: 'Add or name what comes next', keys: ['Tab'], enabled: oneThatLeads, run: addAfter },
      { id: 'publish', label: 'Publish…', keys: ['Mod+Shift+P'], run: onPublish },
    ]
    const looking: Command[] = [
      { id: 'search', label: 'Search and commands', keys: ['Mod+K'], whileTyping: true, run: onSearch },
      {
        id: 'fit',
        label: 'Show everything',
        keys: ['1'],
        run: () => showEverything(flow),
      },
      {
        id: 'fit-selection',
        label: 'Show the selection',
        keys: ['2'],
        enabled: (s) => s.selection.nodes.size > 0,
        run: () => editor.setState({ show: { nodes: [...editor.getState().selection.nodes] } }),
      },
      { id: 'zoom-full', label: 'Zoom to 100 %', keys: ['0'], run: () => void flow.zoomTo(1, { duration: 150 }) },
      {
        id: 'zoom-in',
        label: 'Zoom in',
        keys: ['Plus', 'Shift+Plus', '='],
        run: () => void flow.zoomIn({ duration: 120 }),
      },
      { id: 'zoom-out', label: 'Zoom out', keys: ['-'], run: () => void flow.zoomOut({ duration: 120 }) },
      { id: 'mode-select', label: 'Pointer: select', keys: ['V'], run: () => setMode('select') },
      { id: 'mode-hand', label: 'Pointer: move the canvas', keys: ['H'], run: () => setMode('hand') },
    ]
    const editing = editingCommands(editor)
    return [...(readOnly ? [] : making), ...looking, ...(readOnly ? editing.filter((c) => LOOKING.has(c.id)) : editing)]
  }, [editor, flow, onAdd, onAddAfter, onSearch, onPublish, setMode, pointer, readOnly])
}
