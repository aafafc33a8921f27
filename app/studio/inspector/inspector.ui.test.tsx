import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seedRoom } from '#app/live/live-store.ts'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import type { Bindings } from '#wire/session-messages.ts'
import { EditorProvider } from '../editor/editor-context.tsx'
import { createEditor } from '../editor/editor-store.ts'
import { emptyDocument } from '../model/document.ts'
import { addAfter, setEdge } from '../model/edges.ts'
import { addNode } from '../model/nodes.ts'
import { addVariable } from '../model/variables.ts'
import { NO_ROOM, RoomProvider, type StudioRoom } from '../room/room-context.tsx'
import { Inspector } from './inspector.tsx'

// Radix asks for what happy-dom has not.
beforeAll(() => {
  Element.prototype.hasPointerCapture = () => false
  Element.prototype.scrollIntoView = () => {}
})
afterEach(cleanup)

const DOOR = {
  controller: 'study',
  device: 'study_door',
  name: 'Study door',
  kind: 'door',
  category: null,
  status: 'online' as const,
  signals: { open: { type: 'boolean' as const }, angle: { type: 'number' as const, unit: '°', min: 0, max: 90 } },
  commands: {
    move: {
      params: {
        to: { type: 'number' as const, min: 10, max: 90 },
        softly: { type: 'boolean' as const, optional: true },
      },
    },
  },
}

function desk() {
  const first = addNode(emptyDocument('g', 'scene', 'G'), {
    id: 'a',
    type: 'state',
    parentId: null,
    position: { x: 0, y: 0 },
    data: { name: 'Waiting' },
  })
  const two = addAfter(first, { node: 'b', edge: 'ab', type: 'delay', after: 'a' })
  const editor = createEditor(addVariable(two, 'tries', 'number'))
  const saved: Bindings[] = []
  const room: StudioRoom = {
    ...NO_ROOM,
    slug: 'clockwork',
    ready: true,
    devices: [DOOR],
    controllers: new Map([['study', 'Study controller']]),
    mayBind: true,
    saveBindings: (bindings) => saved.push(bindings),
  }
  seedRoom('clockwork', { signals: { 'study/study_door/angle': { value: 42, at: 1 } } })
  render(
    <TooltipProvider>
      <EditorProvider value={editor}>
        <RoomProvider value={room}>
          <Inspector />
        </RoomProvider>
      </EditorProvider>
    </TooltipProvider>,
  )
  const edge = () => editor.graph().edges[0]
  const select = (nodes: string[], edges: string[] = []) => act(() => editor.select(nodes, edges))
  return { editor, saved, edge, select }
}

/** Opens a Radix select and chooses. */
function choose(name: string, option: string) {
  const trigger = screen.getByRole('combobox', { name })
  fireEvent.keyDown(trigger, { key: 'Enter' })
  fireEvent.keyDown(screen.getByRole('option', { name: option }), { key: 'Enter' })
}

function pick(button: string, option: string) {
  fireEvent.click(screen.getByRole('button', { name: button }))
  fireEvent.click(screen.getByRole('option', { name: option }))
}

const type = (name: string, text: string) => {
  const input = screen.getByRole('textbox', { name })
  fireEvent.change(input, { target: { value: text } })
  fireEvent.blur(input)
}

describe('an edge', () => {
  it('takes a device of the room as its trigger, and makes the role for it in the same step', () => {
    const { editor, saved, edge, select } = desk()
    select([], ['ab'])
    choose('Trigger', 'A device reports')
    expect(edge()?.trigger.type, 'nothing is half done in the document').toBe('operator')
    pick('Signal', 'Study door · angle')
    expect(edge()?.trigger).toEqual({ type: 'signal', role: 'study_door', signal: 'angle', on: 'change' })
    expect(editor.graph().roles.study_door?.signals.angle).toMatchObject({ type: 'number', unit: '°' })
    expect(saved).toEqual([{ study_door: { controller_id: 'study', device_id: 'study_door' } }])
    act(editor.undo)
    expect(edge()?.trigger.type).toBe('operator')
    expect(editor.graph().roles).toEqual({})
  })

  it('shows what the signal says now, and asks for a number where it is one', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    choose('Trigger', 'A device reports')
    fireEvent.click(screen.getByRole('button', { name: 'Signal' }))
    expect(screen.getByRole('group', { name: 'Study controller' }).textContent).toContain('42 °')
    fireEvent.click(screen.getByRole('option', { name: 'Study door · angle' }))
    choose('Match', 'is at least')
    type('Value', '75')
    expect(edge()?.trigger).toMatchObject({ match: { op: '≥', value: { type: 'constant', value: 75 } } })
  })

  it('a boolean signal begins with being true', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    choose('Trigger', 'A device reports')
    pick('Signal', 'Study door · open')
    expect(edge()?.trigger).toMatchObject({ match: { op: '=', value: { type: 'constant', value: true } } })
  })

  it('takes a guard as a sentence, part by part', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    fireEvent.click(screen.getByRole('button', { name: 'Add a guard' }))
    expect(edge()?.guard).toEqual({ type: 'all', of: [] })
    pick('Add a comparison', 'tries')
    choose('Comparison', 'is less than')
    type('Value', '3')
    expect(edge()?.guard).toEqual({
      type: 'all',
      of: [
        {
          type: 'compare',
          left: { type: 'variable', name: 'tries' },
          op: '<',
          right: { type: 'constant', value: 3 },
        },
      ],
    })
  })

  it('takes a command with a first value for each parameter, inside its limits', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    pick('Add a command to Actions', 'Study door · move')
    expect(edge()?.actions).toEqual([
      {
        type: 'command',
        role: 'study_door',
        command: 'move',
        params: { to: { type: 'constant', value: 10 } },
        ackWithin: 5_000,
      },
    ])
    type('to', '45')
    expect(edge()?.actions[0]).toMatchObject({ params: { to: { value: 45 } } })
    fireEvent.click(screen.getByRole('button', { name: 'Remove: action 1 of Actions' }))
    expect(edge()?.actions).toEqual([])
  })

  it('typing a number outside the limits is marked and not taken', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    pick('Add a command to Actions', 'Study door · move')
    fireEvent.change(screen.getByRole('textbox', { name: 'to' }), { target: { value: '400' } })
    expect(screen.getByRole('textbox', { name: 'to' }).getAttribute('aria-invalid')).toBe('true')
    expect(edge()?.actions[0]).toMatchObject({ params: { to: { value: 10 } } })
  })

  it('can do things and stay', () => {
    const { edge, select } = desk()
    select([], ['ab'])
    choose('To', 'nowhere: it only does things')
    expect(edge()?.target).toBeNull()
  })
})

describe('a node', () => {
  it('shows the form that its type declares', () => {
    const { editor, select } = desk()
    select(['b'])
    expect(screen.getByRole('heading', { name: 'Delay' })).toBeTruthy()
    type('For', '2')
    expect(editor.graph().nodes[1]?.data.duration).toBe(2_000)
    choose('Unit of For', 'min')
    expect(editor.graph().nodes[1]?.data.duration).toBe(120_000)
    choose('Unit of For', 'tries')
    expect(editor.graph().nodes[1]?.data.duration).toEqual({ type: 'variable', name: 'tries' })
  })

  it('lists what leads out of it; a press goes there', () => {
    const { editor, select } = desk()
    act(() => editor.change('trigger', (g) => setEdge(g, 'ab', { trigger: { type: 'event', name: 'bell' } })))
    select(['a'])
    fireEvent.click(screen.getByRole('button', { name: /event bell/ }))
    expect([...editor.getState().selection.edges]).toEqual(['ab'])
  })

  it('is not changed by somebody who may only look', () => {
    const { editor, select } = desk()
    act(() => editor.setState({ readOnly: true }))
    select(['a'])
    fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'Other' } })
    expect(editor.graph().nodes[0]?.data.name).toBe('Waiting')
  })
})

describe('roles and variables', () => {
  const tab = (name: RegExp) => {
    const found = screen.getByRole('tab', { name })
    fireEvent.mouseDown(found, { button: 0 })
  }

  it('a role that no device plays is said', () => {
    const { editor } = desk()
    act(() => editor.change('role', (g) => ({ ...g, roles: { lamp: { signals: {}, commands: {} } } })))
    tab(/Roles.*1 unbound/)
    expect(within(screen.getByTestId('role-lamp')).getByRole('button', { name: 'Played by' }).textContent).toContain(
      'No device of this room',
    )
  })

  it('a command is limited in how long it may leave its device on, and by what that ends', () => {
    const { editor } = desk()
    const commands = { on: { params: {} }, off: { params: {} } }
    act(() => editor.change('role', (g) => ({ ...g, roles: { magnet: { signals: {}, commands } } })))
    tab(/Roles/)
    const card = within(screen.getByTestId('role-magnet'))
    const energises = () => editor.graph().roles.magnet?.commands.on?.energises
    fireEvent.click(card.getByRole('button', { name: 'Set a time: how long on may leave magnet on' }))
    expect(energises()).toEqual({ until: [], atMost: 10_000 })
    fireEvent.click(card.getByRole('switch', { name: 'off' }))
    expect(energises()).toEqual({ until: ['off'], atMost: 10_000 })
    fireEvent.change(card.getByRole('textbox', { name: /how long on may leave/ }), { target: { value: '90' } })
    expect(energises()).toEqual({ until: ['off'], atMost: 90_000 })
    fireEvent.click(card.getByRole('button', { name: 'No time: how long on may leave magnet on' }))
    expect(editor.graph().roles.magnet?.commands).toEqual(commands)
  })

  it('a variable is renamed when the field is left, not with every key', () => {
    const { editor } = desk()
    tab(/Variables/)
    const field = within(screen.getByTestId('variable-tries')).getByRole('textbox', { name: 'Variable' })
    fireEvent.change(field, { target: { value: 'attempts' } })
    expect(Object.keys(editor.graph().variables)).toEqual(['tries'])
    fireEvent.blur(field)
    expect(Object.keys(editor.graph().variables)).toEqual(['attempts'])
  })

  it('a name that is none is kept in the field, with what is wrong', () => {
    const { editor } = desk()
    tab(/Variables/)
    const field = within(screen.getByTestId('variable-tries')).getByRole('textbox', { name: 'Variable' })
    fireEvent.change(field, { target: { value: '2 tries' } })
    expect(screen.getByRole('alert').textContent).toContain('a name starts with a letter')
    fireEvent.blur(field)
    expect(Object.keys(editor.graph().variables)).toEqual(['tries'])
  })
})
