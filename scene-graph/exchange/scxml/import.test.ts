import { describe, expect, it } from 'vitest'
import { importScxml } from './import.ts'

const document = (inside: string) =>
  importScxml(
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" datamodel="ecmascript"><datamodel><data id="n" expr="0"/></datamodel>\n${inside}</scxml>`,
  )
const entryOf = (content: string) => {
  const { graph, lost } = document(`<state id="a"><onentry>\n${content}\n</onentry></state>`)
  return { entry: graph.nodes[0]?.data.entry, lost }
}
const log = (message: string) => ({ type: 'log', level: 'info', message })
const nIs = (value: number) => ({
  type: 'compare',
  left: { type: 'variable', name: 'n' },
  op: '=',
  right: { type: 'constant', value },
})
const NEVER = { type: 'any', of: [] }

describe('<if>', () => {
  it('is an if among actions, an <elseif> one in its else', () => {
    const { entry, lost } = entryOf(
      '<if cond="n === 1"><log label="one"/><elseif cond="n === 2"/><log label="two"/><else/><log label="more"/></if><log label="on"/>',
    )
    expect(lost).toEqual([])
    expect(entry).toEqual([
      {
        type: 'if',
        condition: nIs(1),
        do: [log('one')],
        else: [{ type: 'if', condition: nIs(2), do: [log('two')], else: [log('more')] }],
      },
      log('on'),
    ])
  })

  it('whose condition has no form is never true; the condition is lost, what it would do is kept', () => {
    const { entry, lost } = entryOf('<if cond="n in list"><log label="then"/><else/><log label="else"/></if>')
    expect(lost).toMatchObject([{ code: 'cond/none', line: 3, column: 13 }])
    expect(entry).toEqual([{ type: 'if', condition: NEVER, do: [log('then')], else: [log('else')] }])
  })

  it('without a condition is never true, and nothing comes after <else>', () => {
    const { entry, lost } = entryOf(
      '<if><log label="a"/><else/><log label="b"/><elseif cond="true"/><log label="c"/></if>',
    )
    expect(lost.map(({ code }) => code)).toEqual(['if/after-else', 'if/cond'])
    expect(entry).toEqual([{ type: 'if', condition: NEVER, do: [log('a')], else: [log('b')] }])
  })

  it('stays in its transition, which stays one edge', () => {
    const { graph, lost } = document(
      '<state id="a"><transition event="go" target="b"><if cond="In(\'a\')"><raise event="x"/></if></transition></state><state id="b"/>',
    )
    expect(lost).toEqual([])
    expect(graph.edges).toMatchObject([
      {
        guard: null,
        actions: [{ type: 'if', condition: { type: 'active', node: 'a' }, do: [{ event: 'x' }], else: [] }],
      },
    ])
  })
})

describe('_event.name', () => {
  const edgesOf = (transition: string) => {
    const { graph, lost } = document(
      `<state id="a">${transition}<onentry><raise event="door.open"/><raise event="door.shut"/></onentry></state>`,
    )
    return { edges: graph.edges, lost }
  }
  it('is the event of a transition that listens to one, and of each where it listens to several', () => {
    const { edges, lost } = edgesOf(
      `<transition event="go stop" cond="_event.name === 'go' &amp;&amp; n === 1"><log expr="_event.name"/></transition>`,
    )
    expect(lost).toEqual([])
    expect(edges).toMatchObject([
      { guard: nIs(1), actions: [{ value: { type: 'constant', value: 'go' } }] },
      { guard: NEVER, actions: [{ value: { type: 'constant', value: 'stop' } }] },
    ])
  })
  it('is not known of a transition that may hear several, of one without an event, and on entry', () => {
    const why = { code: 'cond/none', line: 2, message: expect.stringContaining('which event') }
    for (const event of ['*', 'door', 'door.*']) {
      const { edges, lost } = edgesOf(`<transition event="${event}" cond="_event.name === 'door.open'"/>`)
      expect(lost).toMatchObject([why])
      expect(edges[0]?.guard).toEqual(NEVER)
    }
    const { edges, lost } = edgesOf(`<transition cond="_event.name === 'go'" target="a"/>`)
    expect(lost).toMatchObject([why])
    expect(edges.find(({ source }) => source === 'a')?.trigger).toEqual({ type: 'condition', condition: NEVER })
    expect(entryOf('<log expr="_event.name"/>').lost).toMatchObject([{ code: 'expr/none', line: 3 }])
  })
})

describe('what a <final> does on exit', () => {
  it('is done by the edges that lead to it, where everything ends with it', () => {
    const { graph, lost } = document(
      '<state id="a"><transition event="go" target="f"/></state><final id="f"><onexit><log label="out"/></onexit><onentry><log label="in"/></onentry></final>',
    )
    expect(lost).toEqual([])
    expect(graph.edges[0]?.actions).toEqual([log('in'), log('out')])
  })
  it('further in it is lost, if it does anything', () => {
    const inside = (content: string) =>
      document(`<state id="a"><state id="b"/><final id="f"><onexit>${content}</onexit></final></state>`).lost
    expect(inside('<log label="out"/>')).toMatchObject([{ code: 'final/exit', line: 2 }])
    expect(inside('<if cond="n === 1"><log label="out"/></if>')).toMatchObject([{ code: 'final/exit' }])
    expect(inside('<if cond="n === 1"><else/></if>')).toEqual([])
  })
})

describe('the history of a parallel', () => {
  const first = (transition: string) => {
    const { graph, lost } = document(
      `<parallel id="p"><history id="h">${transition}</history>
      <state id="a"><state id="a1"/><state id="a2"/></state><state id="b"><state id="b1"/><state id="b2"/></state></parallel>`,
    )
    const [edge] = graph.edges.filter(({ source }) => source === 'h')
    return [edge?.target, ...lost.map(({ code }) => code)]
  }
  it('leads to the one state that is not where its region begins', () => {
    expect(first('<transition target="a1 b1"/>')).toEqual(['a1'])
    expect(first('<transition target="a1 b2"/>')).toEqual(['b2'])
    expect(first('<transition target="a2 b2"/>')).toEqual(['a2', 'history/several'])
    expect(first('<transition target="a2"><log/></transition>')).toEqual(['a2', 'history/actions'])
  })
})

describe('what is no value', () => {
  it('that cannot be known beforehand is listed with its place, and half of a script is never done', () => {
    const { entry, lost } = entryOf(
      `<script>n = 1; if (n) { n = 2 }</script><foreach array="rest" item="x"><log label="a"/></foreach><foreach array="[[1]]" item="x"/><log label="on"/>`,
    )
    expect(lost.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['script/none', 3, 1],
      ['foreach/none', 3, 57],
      ['foreach/none', 3, 114],
    ])
    expect(entry).toEqual([log('on')])
  })

  it('a list that is written out is bounded', () => {
    const { entry, lost } = entryOf(
      `<foreach array="[${Array.from({ length: 300 }, (_, i) => i).join(',')}]" item="n"><log label="a"/></foreach>`,
    )
    expect(lost).toMatchObject([{ code: 'foreach/none' }])
    expect(entry).toEqual([])
  })

  it('a list that something assigns to is not known', () => {
    const { lost } = importScxml(
      '<scxml xmlns="http://www.w3.org/2005/07/scxml"><datamodel><data id="l" expr="[1]"/></datamodel><state id="a"><onentry><assign location="l" expr="2"/><foreach array="l" item="x"/></onentry></state></scxml>',
    )
    expect(lost.map(({ code }) => code)).toEqual(['data/value', 'foreach/none'])
  })

  it('an edge between regions says where it means something else', () => {
    const { lost } = document(
      '<parallel id="p"><state id="a"><transition event="x" target="b2"/></state><state id="b"><state id="b1"/><state id="b2"/></state></parallel>',
    )
    expect(lost).toMatchObject([{ code: 'transition/regions', line: 2 }])
  })
})
