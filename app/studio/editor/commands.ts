import type { SceneGraph } from '#scene-graph/parse.ts'
import { type Alignment, align, distribute, groupNodes, nudge, ungroup } from '../model/arrange.ts'
import { copy, paste } from '../model/clipboard.ts'
import { indexOf, isContainer } from '../model/document.ts'
import { GRID, type Point } from '../model/geometry.ts'
import { newId } from '../model/ids.ts'
import { removeElements, setInitial } from '../model/nodes.ts'
import { tidy } from '../model/tidy.ts'
import type { Editor, EditorState } from './editor-store.ts'
import { laidOut, withPlacesOf } from './laid-out.ts'

/** Something that a person can do, found by key, in the toolbar and in the command palette. */
export type Command = {
  id: string
  label: string
  /** As `Mod+Shift+Z`; several are several ways. */
  keys?: readonly string[]
  /** Its keys mean nothing to whoever types a text: they are heard there, too. */
  whileTyping?: boolean
  run: () => void
  /** Missing: always. */
  enabled?: (state: EditorState) => boolean
}

const some = (s: EditorState): boolean => s.selection.nodes.size > 0
const several = (s: EditorState): boolean => s.selection.nodes.size > 1
const anything = (s: EditorState): boolean => some(s) || s.selection.edges.size > 0

const count = (n: number, what: string): string => (n === 1 ? what : `${n} ${what}s`)

/** What can be done to the document with what is selected. Views (zoom, panels) add their own. */
export function editingCommands(editor: Editor): Command[] {
  const selected = () => editor.getState().selection
  const only = (): string | null => {
    const [first, ...rest] = selected().nodes
    return first !== undefined && rest.length === 0 ? first : null
  }
  const group = (type: 'group' | 'parallel') => () => {
    const id = newId()
    editor.change(type, (g) => groupNodes(g, selected().nodes, { id, type }))
    editor.select([id])
  }
  const aligned = (to: Alignment): Command => ({
    id: `align-${to}`,
    label: `Align ${to}`,
    enabled: several,
    run: () => editor.change(`align ${to}`, (g) => align(g, selected().nodes, to)),
  })
  const spread = (along: 'x' | 'y', label: string): Command => ({
    id: `distribute-${along}`,
    label,
    enabled: (s) => s.selection.nodes.size > 2,
    run: () => editor.change('distribute', (g) => distribute(g, selected().nodes, along)),
  })
  const nudged = (label: string, key: string, by: Point): Command[] => [
    step(label, key, { x: by.x * GRID, y: by.y * GRID }),
    step(`${label} far`, `Shift+${key}`, { x: by.x * GRID * 4, y: by.y * GRID * 4 }),
  ]
  const step = (label: string, key: string, by: Point): Command => ({
    id: `nudge-${key}`,
    label,
    keys: [key],
    enabled: some,
    run: () => editor.change('move', (g) => nudge(g, selected().nodes, by), { key: 'nudge' }),
  })
  return [
    { id: 'undo', label: 'Undo', keys: ['Mod+Z'], enabled: (s) => s.history.past.length > 0, run: editor.undo },
    {
      id: 'redo',
      label: 'Redo',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      enabled: (s) => s.history.future.length > 0,
      run: editor.redo,
    },
    {
      id: 'delete',
      label: 'Delete',
      keys: ['Delete', 'Backspace'],
      enabled: anything,
      run: () => removeSelected(editor),
    },
    { id: 'duplicate', label: 'Duplicate', keys: ['Mod+D'], enabled: some, run: () => duplicate(editor) },
    {
      id: 'select-all',
      label: 'Select all',
      keys: ['Mod+A'],
      run: () =>
        editor.select(
          editor.graph().nodes.map((n) => n.id),
          editor.graph().edges.map((e) => e.id),
        ),
    },
    { id: 'deselect', label: 'Deselect', keys: ['Escape'], enabled: anything, run: () => editor.select([]) },
    {
      id: 'rename',
      label: 'Rename',
      keys: ['F2', 'Enter'],
      enabled: (s) => s.selection.nodes.size === 1,
      run: () => editor.setState({ renaming: only() }),
    },
    { id: 'group', label: 'Group selection', keys: ['Mod+G'], enabled: some, run: group('group') },
    { id: 'parallel', label: 'Run selection in parallel', keys: ['Mod+Alt+G'], enabled: some, run: group('parallel') },
    {
      id: 'ungroup',
      label: 'Ungroup',
      keys: ['Mod+Shift+G'],
      enabled: (s) => [...s.selection.nodes].some((id) => isRoom(s.history.present, id)),
      run: () => editor.change('ungroup', (g) => [...selected().nodes].reduce((all, id) => ungroupIfRoom(all, id), g)),
    },
    {
      id: 'start-here',
      label: 'Start here',
      enabled: (s) => s.selection.nodes.size === 1,
      run: () => editor.change('start here', (g) => setInitial(g, only() ?? '')),
    },
    { id: 'tidy', label: 'Tidy up', keys: ['Mod+Shift+L'], run: () => void tidyUp(editor) },
    ...(['left', 'center', 'right', 'top', 'middle', 'bottom'] as const).map(aligned),
    spread('x', 'Distribute across'),
    spread('y', 'Distribute down'),
    ...nudged('Move left', 'ArrowLeft', { x: -1, y: 0 }),
    ...nudged('Move right', 'ArrowRight', { x: 1, y: 0 }),
    ...nudged('Move up', 'ArrowUp', { x: 0, y: -1 }),
    ...nudged('Move down', 'ArrowDown', { x: 0, y: 1 }),
  ]
}

/** Lays the graph out: by the engine, or by our own simpler drawing where that cannot be loaded. */
async function tidyUp(editor: Editor): Promise<void> {
  let drawn: SceneGraph
  try {
    drawn = await laidOut(editor.graph())
  } catch {
    drawn = tidy(editor.graph())
  }
  editor.change('tidy up', (g) => withPlacesOf(g, drawn))
}

const isRoom = (graph: SceneGraph, id: string): boolean => {
  const node = indexOf(graph).nodes.get(id)
  return node !== undefined && isContainer(node)
}

const ungroupIfRoom: typeof ungroup = (graph, id) => (isRoom(graph, id) ? ungroup(graph, id) : graph)

export function removeSelected(editor: Editor): void {
  const { nodes, edges } = editor.getState().selection
  const what = nodes.size > 0 ? count(nodes.size, 'node') : count(edges.size, 'edge')
  editor.change(`delete ${what}`, (g) => removeElements(g, nodes, edges))
}

export function duplicate(editor: Editor): void {
  const graph = editor.graph()
  const fragment = copy(graph, editor.getState().selection.nodes)
  const [first] = editor.getState().selection.nodes
  const parentId = indexOf(graph).nodes.get(first ?? '')?.parentId ?? null
  insertFragment(editor, 'duplicate', fragment, { parentId, at: cornerOf(editor, parentId) })
}

function cornerOf(editor: Editor, parentId: string | null): Point {
  const { nodes } = indexOf(editor.graph())
  const members = [...editor.getState().selection.nodes].flatMap((id) => {
    const node = nodes.get(id)
    return node === undefined || node.parentId !== parentId ? [] : [node.view.position]
  })
  return {
    x: Math.min(...members.map((p) => p.x)) + 2 * GRID,
    y: Math.min(...members.map((p) => p.y)) + 2 * GRID,
  }
}

/** Pastes a piece and selects it. `at` is relative to the parent. */
export function insertFragment(
  editor: Editor,
  label: string,
  fragment: ReturnType<typeof copy>,
  to: { at: Point; parentId: string | null },
): void {
  const pasted = paste(editor.graph(), fragment, { ...to, newId })
  editor.change(label, () => pasted.graph)
  editor.select(pasted.nodes, pasted.edges)
}

/** Whether a key press is the one that `keys` names. Mod is ⌘ on Apple's, Ctrl elsewhere: either is taken. */
export function pressed(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  // The plus sign itself is called Plus, since it stands between keys.
  const last = parts.at(-1) ?? ''
  const key = last === 'Plus' ? '+' : last
  const mod = event.metaKey || event.ctrlKey
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('Mod') &&
    event.shiftKey === parts.includes('Shift') &&
    event.altKey === parts.includes('Alt')
  )
}
