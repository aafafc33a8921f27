import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import type { Command } from './commands.ts'
import { EditorProvider } from './editor-context.tsx'
import { createEditor } from './editor-store.ts'
import { useKeyboard } from './use-keyboard.ts'

afterEach(cleanup)

function Page({ commands }: { commands: readonly Command[] }) {
  useKeyboard(commands)
  return (
    <>
      <button type="button">Aside</button>
      <input aria-label="Name" />
      <div role="dialog">
        <input aria-label="In a dialog" />
      </div>
    </>
  )
}

function open() {
  const ran: string[] = []
  const commands: Command[] = [
    { id: 'search', label: 'Search', keys: ['Mod+K'], whileTyping: true, run: () => ran.push('search') },
    { id: 'all', label: 'Select all', keys: ['Mod+A'], run: () => ran.push('all') },
  ]
  const editor = createEditor(buildGraph({ nodes: [{ id: 's', type: 'state' }], edges: [] }))
  render(
    <EditorProvider value={editor}>
      <Page commands={commands} />
    </EditorProvider>,
  )
  const press = (on: Element, key: string) => fireEvent.keyDown(on, { key, ctrlKey: true })
  return { ran, press }
}

it('runs a command by its keys, but for where a text is typed', () => {
  const { ran, press } = open()
  press(screen.getByText('Aside'), 'a')
  press(screen.getByLabelText('Name'), 'a')
  expect(ran).toEqual(['all'])
})

it('opens the search from a text field too, and from nothing that has a dialog in front', () => {
  const { ran, press } = open()
  press(screen.getByLabelText('Name'), 'k')
  expect(ran).toEqual(['search'])
  press(screen.getByLabelText('In a dialog'), 'k')
  expect(ran).toEqual(['search'])
})
