import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import { addNode } from '../model/nodes.ts'
import { choose, fill, patchDom, pick, press, readsBack, show } from '../testing/forms.tsx'
import { NodeForm } from './node-form.tsx'

beforeAll(patchDom)
afterEach(cleanup)

const puzzle = buildGraph({
  id: 'dials',
  kind: 'puzzle',
  roles: { gauge: { signals: { level: 'number' } } },
  nodes: [{ id: 'won', type: 'end', data: { outcome: 'solved' } }],
  edges: [],
})

/** A graph with one node of a type, and enough around it for everything that it may name. */
function graphWith(type: string) {
  const base = buildGraph({
    roles: { keypad: { signals: { code: { type: 'text', momentary: true }, level: 'number', on: 'boolean' } } },
    variables: { tries: { type: 'number', initial: 0 } },
    nodes: [{ id: 'before', type: 'delay', data: { name: 'Before' } }],
    edges: [],
  })
  const graph = addNode(base, { id: 'it', type, parentId: null, position: { x: 0, y: 0 } })
  const inside = NODES.get(type)?.container === true
  const children = ['Inside', 'Inside too'].map((name) => ({ id: name.replace(' ', '-'), data: { name } }))
  return inside
    ? children.reduce(
        (all, c) => addNode(all, { ...c, type: 'state', parentId: 'it', position: { x: 0, y: 0 } }),
        graph,
      )
    : graph
}

function Form() {
  const node = indexOf(useGraph()).nodes.get('it')
  return node === undefined ? null : <NodeForm node={node} />
}

const LIBRARY = { graphs: [{ id: 'dials', name: 'Dials', kind: 'puzzle' as const, latestVersion: 3 }] }

function open(type: string) {
  const editor = show(graphWith(type), <Form />, LIBRARY)
  const data = (at: string): unknown => indexOf(editor.graph()).nodes.get('it')?.data[at]
  const form = within(screen.getByRole('region', { name: NODES.get(type)?.label ?? type }))
  return { editor, data, form }
}

type Hands = ReturnType<typeof open>['form']

/** Changes a field by its control, as a person would. */
function edit(form: Hands, field: Field): void {
  const { label } = field
  const group = () => within(form.getByRole('group', { name: label }))
  const click = (name: string) => fireEvent.click(form.getByRole('button', { name }))
  const optional = 'optional' in field && field.optional === true
  const hands: Record<Field['control'], () => void> = {
    text: () => fill(form, label, 'other'),
    multiline: () => fill(form, label, 'other'),
    outcome: () => fill(form, label, 'other'),
    'action-name': () => fill(form, label, 'other'),
    name: () => fill(form, label, 'other'),
    number: () => {
      if (optional && 'unit' in field && field.unit === 'ms') click(`Set a time: ${label}`)
      else fill(form, label, '7')
    },
    toggle: () => fireEvent.click(form.getByRole('switch', { name: label })),
    choice: () => choose(form, label, ('options' in field ? field.options.at(-1)?.label : undefined) ?? ''),
    duration: () => {
      if (optional) click(`Set a time: ${label}`)
      else fill(form, label, '77')
    },
    timing: () => fireEvent.click(form.getByRole('switch', { name: 'The GM sees it and may change it' })),
    actions: () => press(group(), 'More', 'Tell the GM'),
    'cue-steps': () => press(group(), 'More', 'Tell the GM'),
    child: () => choose(form, label, 'Inside too'),
    node: () => choose(form, label, 'Before'),
    condition: () => pick(form, 'Add a condition', 'tries'),
    'signal-trigger': () => pick(form, 'Signal', 'Keypad · code'),
    signal: () => pick(form, label, 'Keypad · level'),
    operand: () => fill(form, label, '5'),
    scalar: () => click(`Set one: ${label}`),
    scalars: () => fireEvent.click(group().getByRole('button', { name: 'Add code' })),
    names: () => fireEvent.click(group().getByRole('button', { name: 'Add outcome' })),
    durations: () => fireEvent.click(group().getByRole('button', { name: 'Add interval' })),
    graph: () => choose(form, label, 'Dials'),
    list: () => {
      if (field.control === 'list') addItem(group(), field)
    },
    // Only inside lists, or only with a graph that is there: shown by tests of their own.
    action: () => undefined,
    bindings: () => undefined,
  }
  hands[field.control]()
}

function addItem(group: Hands, field: Extract<Field, { control: 'list' }>): void {
  const controls = new Set(field.fields.map((f) => f.control))
  const a = `Add ${/^[aeiou]/.test(field.noun) ? 'an' : 'a'} ${field.noun}`
  if (controls.has('condition')) pick(group, `Add a ${field.noun}`, 'tries')
  else if (controls.has('action')) press(group, 'More', 'Tell the GM')
  else if (controls.has('signal') || controls.has('signal-trigger')) pick(group, a, 'Keypad · level')
  else fireEvent.click(group.getByRole('button', { name: a }))
}

describe.each([...NODES.keys()])('the form of %s', (type) => {
  const fields = NODES.get(type)?.fields ?? []

  it('shows every field that the type declares, and changes nothing by itself', () => {
    const { editor } = open(type)
    expect(editor.getState().history.past).toEqual([])
    readsBack(editor)
  })

  if (fields.length > 0)
    it.each(fields.filter((f) => f.control !== 'bindings').map((f) => [f.label, f] as const))(
      'an edit of “%s” is in the document, and reads back',
      (_, field) => {
        const { editor, data, form } = open(type)
        const before = data(field.at)
        edit(form, field)
        expect(data(field.at)).not.toEqual(before)
        readsBack(editor)
      },
    )
})

describe('a list', () => {
  it('has its items in closed rows in words; buttons and keys move them, and they keep their ids', () => {
    const { editor, data, form } = open('sequence')
    const steps = () => data('steps') as { id: string; signal: { signal: string } }[]
    const list = within(form.getByRole('group', { name: 'Steps' }))
    for (const signal of ['on', 'level', 'code']) pick(list, 'Add a step', `Keypad · ${signal}`)
    const ids = steps().map((s) => s.id)
    expect(new Set(ids).size).toBe(3)
    const rows = () => list.getAllByRole('button', { name: /^step \d:/ })
    expect(rows().map((r) => r.getAttribute('aria-label'))).toEqual([
      'step 1: keypad on = true',
      'step 2: keypad level changes',
      'step 3: keypad code changes',
    ])
    fireEvent.click(list.getByRole('button', { name: 'Move down: step 1' }))
    fireEvent.keyDown(rows()[2] as HTMLElement, { key: 'ArrowUp', altKey: true })
    expect(steps().map((s) => s.signal.signal)).toEqual(['level', 'code', 'on'])
    expect(new Set(steps().map((s) => s.id))).toEqual(new Set(ids))
    fireEvent.click(list.getByRole('button', { name: 'Remove: step 2' }))
    expect(steps().map((s) => s.signal.signal)).toEqual(['level', 'on'])
    readsBack(editor)
  })

  it('of exits: one that is renamed takes its edges along', () => {
    const { editor, form } = open('random')
    editor.change('edge', (g) => ({
      ...g,
      edges: buildGraph({
        nodes: g.nodes,
        edges: [{ id: 'e', source: 'it', sourcePort: 'a', target: 'before' }],
      }).edges,
    }))
    fireEvent.click(form.getByRole('button', { name: /^exit 1:/ }))
    fill(form, 'Exit', 'left')
    expect(editor.graph().edges[0]?.sourcePort).toBe('left')
    readsBack(editor)
  })

  it('a constant of a new item has the type of the signal beside it', () => {
    const { data, form } = open('switches')
    const list = within(form.getByRole('group', { name: 'Switches' }))
    pick(list, 'Add a switch', 'Keypad · on')
    pick(list, 'Add a switch', 'Keypad · level')
    expect(data('switches')).toMatchObject([{ value: true }, { value: 0 }])
  })
})

describe('a rhythm', () => {
  it('is tapped: intervals between beats, and a pause begins anew', () => {
    const { data, form } = open('rhythm')
    const pad = form.getByRole('button', { name: /Tap the rhythm/ })
    const tap = (at: number) => {
      const event = new Event('pointerdown', { bubbles: true })
      Object.defineProperty(event, 'timeStamp', { value: at })
      fireEvent(pad, event)
    }
    for (const at of [1_000, 1_500, 1_750]) tap(at)
    expect(data('intervals')).toEqual([500, 250])
    for (const at of [9_000, 9_300]) tap(at)
    expect(data('intervals')).toEqual([300])
  })
})

describe('SG7 a contained graph', () => {
  it('has its roles bound to ours, what is missing is named, and roles like theirs can be made', () => {
    const { editor, data, form } = open('graph')
    choose(form, 'Plays', 'Dials')
    expect([data('graph'), data('version')]).toEqual(['dials', 'latest'])
    fireEvent.click(form.getByRole('link', { name: /Open/ }))
    editor.contain((g) => ({ ...g, graphs: { 'dials@latest': puzzle } }))
    cleanup()
    const again = show(editor.graph(), <Form />, LIBRARY)
    const table = within(screen.getByRole('group', { name: 'Roles of the contained graph' }))
    expect(table.getByRole('alert').textContent).toContain('no role of ours')
    choose(table, 'gauge', 'keypad')
    expect(indexOf(again.graph()).nodes.get('it')?.data.bindings).toEqual({ gauge: 'keypad' })
    fireEvent.click(screen.getByRole('button', { name: 'Delete node' }))
    cleanup()
    const third = show(editor.graph(), <Form />, LIBRARY)
    fireEvent.click(screen.getByRole('button', { name: 'Make the role gauge' }))
    expect(third.graph().roles.gauge?.signals).toMatchObject({ level: { type: 'number' } })
    readsBack(third)
  })
})
