import { act, fireEvent, render, screen, type within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { EditorProvider } from '../editor/editor-context.tsx'
import { createEditor, type Editor } from '../editor/editor-store.ts'
import { type GraphLibrary, LibraryProvider } from '../library/library-context.tsx'
import { NO_ROOM, RoomProvider, type StudioRoom } from '../room/room-context.tsx'

/** Forms as hands use them, in a browser without eyes. */

/** Radix asks for what happy-dom has not. */
export function patchDom(): void {
  Element.prototype.hasPointerCapture = () => false
  Element.prototype.scrollIntoView = () => {}
}

const KEYPAD = {
  controller: 'study',
  device: 'keypad',
  name: 'Keypad',
  kind: 'keypad',
  category: null,
  status: 'online' as const,
  signals: {
    code: { type: 'text' as const, momentary: true },
    level: { type: 'number' as const, min: 0, max: 9 },
    on: { type: 'boolean' as const },
  },
  commands: { beep: { params: {} } },
}

export const ROOM: StudioRoom = {
  ...NO_ROOM,
  slug: 'clockwork',
  ready: true,
  devices: [KEYPAD],
  controllers: new Map([['study', 'Study controller']]),
  mayBind: true,
}

export function show(graph: SceneGraph, children: ReactNode, library?: Partial<GraphLibrary>): Editor {
  const editor = createEditor(graph)
  render(
    <TooltipProvider>
      <EditorProvider value={editor}>
        <RoomProvider value={ROOM}>
          <LibraryProvider value={{ graphs: [], missing: new Map(), ...library }}>{children}</LibraryProvider>
        </RoomProvider>
      </EditorProvider>
    </TooltipProvider>,
  )
  return editor
}

/** What was edited reads back as itself: nothing half made is in the document. */
export function readsBack(editor: Editor): void {
  const graph = editor.graph()
  const read = parseDocument(JSON.parse(JSON.stringify(graph)))
  if (!read.ok) throw new Error(read.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
  if (JSON.stringify(read.graph) !== JSON.stringify(graph)) throw new Error('the document does not read back as itself')
}

type Where = ReturnType<typeof within> | typeof screen

/** Opens a select and chooses. */
export function choose(where: Where, name: string | RegExp, option: string): void {
  fireEvent.keyDown(where.getByRole('combobox', { name }), { key: 'Enter' })
  fireEvent.keyDown(screen.getByRole('option', { name: option }), { key: 'Enter' })
}

/** Opens a picker and picks. */
export function pick(where: Where, button: string | RegExp, option: string | RegExp): void {
  fireEvent.click(where.getByRole('button', { name: button }))
  fireEvent.click(screen.getByRole('option', { name: option }))
}

/** Opens a menu and presses an entry. */
export function press(where: Where, button: string | RegExp, entry: string | RegExp): void {
  fireEvent.keyDown(where.getByRole('button', { name: button }), { key: 'Enter' })
  act(() => screen.getByRole('menuitem', { name: entry }).click())
}

export const fill = (where: Where, name: string | RegExp, text: string): void => {
  const input = where.getByRole('textbox', { name })
  fireEvent.change(input, { target: { value: text } })
  fireEvent.blur(input)
}
