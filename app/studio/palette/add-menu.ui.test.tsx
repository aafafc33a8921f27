import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { leadTo } from '../canvas/canvas-actions.ts'
import { createEditor } from '../editor/editor-store.ts'
import { patchDom } from '../testing/forms.tsx'
import { AddMenu } from './add-menu.tsx'
import { existingFor } from './existing.ts'

beforeAll(patchDom)
afterEach(cleanup)

const graph = buildGraph({
  nodes: [
    { id: 'hall', type: 'state', data: { name: 'Hall' } },
    { id: 'group', type: 'group', data: { name: 'Cellar' } },
    { id: 'stairs', type: 'state', parentId: 'group', data: { name: 'Last stairs' } },
    { id: 'note', type: 'note', data: { name: 'About stairs' } },
  ],
  edges: [],
})

function open() {
  const editor = createEditor(graph)
  const added: string[] = []
  render(
    <AddMenu
      at={{ x: 0, y: 0 }}
      title="Add or name what comes next"
      among="enterable"
      existing={(typed) => existingFor(graph, 'hall', typed)}
      onAdd={(type) => added.push(type)}
      onChoose={(node) => leadTo(editor, 'hall', node)}
      onClose={() => undefined}
    />,
  )
  const input = screen.getByRole('combobox')
  const options = () => screen.getAllByRole('option').map((o) => o.getAttribute('aria-label'))
  return { editor, added, input, options, type: (value: string) => fireEvent.change(input, { target: { value } }) }
}

it('leads to a node that is there, by its name alone', () => {
  const { editor, added, input, options, type } = open()
  expect(options()).not.toContain('Last stairs')
  type('sta')
  expect(options().slice(0, 2)).toEqual(['State', 'Last stairs'])
  fireEvent.keyDown(input, { key: 'ArrowDown' })
  fireEvent.keyDown(input, { key: 'Enter' })
  expect(added).toEqual([])
  expect(editor.graph().edges).toMatchObject([{ source: 'hall', target: 'stairs' }])
  expect([...editor.getState().selection.edges]).toEqual(editor.graph().edges.map((e) => e.id))
})

it('finds types by how they are called before what they speak of, and words by their beginning', () => {
  const { options, type, added, input } = open()
  type('ha')
  expect(options()[0]).toBe('Hall')
  expect(options()).not.toContain('State')
  type('hints')
  fireEvent.keyDown(input, { key: 'Enter' })
  expect(added).toEqual(['hints'])
})
