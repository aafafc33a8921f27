import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#scene-graph/schema/action.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import { choose, fill, patchDom, press, readsBack, show } from '../testing/forms.tsx'
import { NodeForm } from './node-form.tsx'
import { VariablesPanel } from './variables-panel.tsx'

beforeAll(patchDom)
afterEach(cleanup)

const say = (message: string): Action => ({ type: 'notify', level: 'info', message })

function Form() {
  const node = indexOf(useGraph()).nodes.get('it')
  return node === undefined ? null : <NodeForm node={node} />
}

function open(entry: readonly Action[]) {
  const graph = buildGraph({
    variables: { patience: { type: 'duration', initial: 90_000 } },
    nodes: [
      { id: 'it', type: 'state', data: { entry } },
      { id: 'bomb', type: 'timer', data: { name: 'Bomb' } },
    ],
    edges: [],
  })
  const editor = show(graph, <Form />)
  const made = () => {
    readsBack(editor)
    return indexOf(editor.graph()).nodes.get('it')?.data.entry as Action[]
  }
  return { made, list: within(screen.getByRole('group', { name: 'On entry' })) }
}

const openRows = (list: ReturnType<typeof open>['list']): string[] =>
  list.queryAllByRole('button', { expanded: true }).map((row) => row.getAttribute('aria-label') ?? '')

describe('a list of actions', () => {
  it('is short enough to stand open, or is read in lines and opened where it is worked on', () => {
    expect(openRows(open([say('one'), say('two')]).list)).toHaveLength(2)
    cleanup()
    const { list } = open([say('one'), say('two'), say('three')])
    expect(openRows(list)).toEqual([])
    fireEvent.click(list.getByRole('button', { name: 'action 2 of On entry: tell the GM “two”' }))
    expect(list.getByRole('textbox', { name: 'Message' })).toHaveProperty('value', 'two')
  })

  it('keeps open what stands open when rows move and go, and opens what is added', () => {
    const { list, made } = open([say('one'), say('two'), say('three')])
    fireEvent.click(list.getByRole('button', { name: /^action 3 .*three/ }))
    fireEvent.click(list.getByRole('button', { name: 'Move up: action 3 of On entry' }))
    fireEvent.click(list.getByRole('button', { name: 'Remove: action 1 of On entry' }))
    expect(openRows(list)).toEqual(['action 1 of On entry: tell the GM “three”'])
    press(list, 'More', 'Write to the log')
    expect(made().map((a) => ('message' in a ? a.message : a.type))).toEqual(['three', 'two', ''])
    expect(openRows(list)).toEqual(['action 1 of On entry: tell the GM “three”', 'action 3 of On entry: log “”'])
  })
})

describe('times in actions are typed in units', () => {
  it('what a timer gets or loses', () => {
    const { list, made } = open([{ type: 'timer', op: 'add', node: 'bomb', by: { type: 'constant', value: 60_000 } }])
    expect(list.getByRole('textbox', { name: 'By' })).toHaveProperty('value', '1')
    expect(list.getByRole('combobox', { name: 'Unit of By' }).textContent).toBe('min')
    fill(list, 'By', '-1,5')
    expect(made()).toMatchObject([{ by: { value: -90_000 } }])
    expect(openRows(list)).toEqual(['action 1 of On entry: take 90 s from Bomb'])
    choose(list, 'Unit of By', 's')
    expect(made()).toMatchObject([{ by: { value: -1_500 } }])
  })

  it('what a variable that is a duration becomes', () => {
    const { list, made } = open([
      { type: 'set', variable: 'patience', to: { type: 'constant', value: 0 }, mode: 'set' },
    ])
    expect(list.getByRole('combobox', { name: 'Unit of Value' }).textContent).toBe('s')
    fill(list, 'Value', '2')
    expect(made()).toMatchObject([{ to: { value: 2_000 } }])
  })
})

it('what is typed keeps its unit', () => {
  const editor = show(
    buildGraph({ nodes: [{ id: 'it', type: 'timer', data: { duration: 60_000 } }], edges: [] }),
    <Form />,
  )
  const input = screen.getByRole('textbox', { name: 'For' })
  for (const text of ['1', '1.', '1.5', '1.55']) fireEvent.change(input, { target: { value: text } })
  expect(indexOf(editor.graph()).nodes.get('it')?.data.duration).toBe(93_000)
  expect(screen.getByRole('combobox', { name: 'Unit of For' }).textContent).toBe('min')
})

it('a variable starts as a time that is typed: there is nothing yet to compute one from', () => {
  const editor = show(
    buildGraph({ variables: { patience: { type: 'duration', initial: 90_000 } }, nodes: [], edges: [] }),
    <VariablesPanel />,
  )
  fireEvent.keyDown(screen.getByRole('combobox', { name: 'Unit of Start of patience' }), { key: 'Enter' })
  expect(screen.getAllByRole('option').map((o) => o.textContent)).toEqual(['ms', 's', 'min'])
  fireEvent.keyDown(screen.getByRole('option', { name: 'min' }), { key: 'Enter' })
  expect(editor.graph().variables.patience?.initial).toBe(5_400_000)
})

it('what a switch is for is told with it', () => {
  show(buildGraph({ nodes: [{ id: 'it', type: 'timer' }], edges: [] }), <Form />)
  const described = screen.getByRole('switch', { name: 'Starts at once' }).getAttribute('aria-describedby')
  expect(document.getElementById(described ?? '')?.textContent).toBe('Else it stands until an action starts it.')
})
