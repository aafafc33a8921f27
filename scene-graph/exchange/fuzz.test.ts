import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { constantOf } from './ecmascript/translate.ts'
import { readForeign } from './foreign.ts'
import { ForeignError } from './foreign-error.ts'
import { exportScxml } from './scxml/export.ts'
import { importScxml } from './scxml/import.ts'
import { choosingGraph } from './testing.ts'
import { exportXState } from './xstate/export.ts'
import { importXState } from './xstate/import.ts'

/** Runs an import that may refuse, in its own words, and in no others. */
function refusedOrRead(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ForeignError)
  }
}

const word = fc.constantFrom(
  'a',
  'b',
  '#m.a',
  '.a',
  'm',
  '',
  '*',
  'done.state.a',
  '{{ context.x + 1 }}',
  '1000',
  '__proto__',
  'constructor',
)
const KEYS = (
  'id initial states on after always onDone entry exit type history target actions guard cond invoke src params context ' +
  'meta studio document rest nodes edges data event delay reenter internal tags description output order trigger a b __proto__'
).split(' ')
const { machine } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.constantFrom(null, true, 0, -1, 1.5, 'parallel', 'final', 'history', 'deep', 'xstate.raise', 'xstate.assign'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('machine'),
  ),
  machine: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), word), tie('value'), { maxKeys: 7 }),
}))

const TAGS = (
  'scxml state parallel final history initial transition onentry onexit raise send cancel log assign if elseif else datamodel ' +
  'data donedata param content invoke script foreach bogus'
).split(' ')
const ATTRIBUTES =
  'id initial event cond target type expr location name delay sendid label src namelist studio:edge studio:node'.split(
    ' ',
  )
const attribute = fc.tuple(
  fc.constantFrom(...ATTRIBUTES),
  fc.oneof(
    fc.constantFrom(
      'a',
      'b c',
      'x > 1',
      "'t' + x",
      'In("a") && !x',
      '((((',
      '1s',
      'done.state.a',
      '*',
      '{"id":1}',
      'x ? y : z',
      '_event.data.q',
    ),
    fc.string({ maxLength: 12 }),
  ),
)
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom(...TAGS),
      fc.uniqueArray(attribute, { maxLength: 4, selector: ([key]) => key }),
      fc.oneof({ depthSize: 'medium' }, fc.constant([]), fc.array(tie('element'), { maxLength: 4 })),
    )
    .map(([tag, attributes, children]) => {
      const quoted = (text: string): string =>
        text.replace(/[&<"\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (c) => (c === '<' ? '&lt;' : c === '"' ? '&quot;' : '.'))
      return `<${tag}${attributes.map(([k, v]) => ` ${k}="${quoted(v)}"`).join('')}>${children.join('')}</${tag}>`
    }),
}))

// Many random documents, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

describe('whatever a file holds, an import reads it or refuses it in its own words', () => {
  it('random JSON', () => {
    fc.assert(
      fc.property(machine, (json) => {
        refusedOrRead(() => importXState(JSON.parse(JSON.stringify(json))))
        refusedOrRead(() => importXState({ states: JSON.parse(JSON.stringify(json)) }))
      }),
      { numRuns: 500 },
    )
  })

  it('random SCXML', () => {
    const open = '<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:studio="urn:sentient-studio:scene-graph">'
    fc.assert(
      fc.property(fc.array(element, { maxLength: 5 }), (inside) => {
        refusedOrRead(() =>
          importScxml(`${open}<state id="a"/><datamodel><data id="x" expr="1"/></datamodel>${inside.join('')}</scxml>`),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('random text, and text that was cut or changed', () => {
    fc.assert(
      fc.property(choosingGraph, fc.nat(), fc.nat(), fc.string({ maxLength: 4 }), (graph, at, length, put) => {
        for (const text of [exportScxml(graph), JSON.stringify(exportXState(graph))]) {
          const from = at % text.length
          refusedOrRead(() => readForeign(text.slice(0, from) + put + text.slice(from + (length % 40)), 'm'))
        }
      }),
      { numRuns: 100 },
    )
    fc.assert(fc.property(fc.string(), (text) => refusedOrRead(() => readForeign(text, 'm'))))
  })

  it('random expressions', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab1.+-*/%()!?:&|=<>"\' \\[],$_'.split('')) }),
        (text) => void constantOf(text),
      ),
    )
  })
})

describe('bombs are refused', () => {
  const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)
  it.each([
    ['deep XML', () => importScxml(`<scxml>${nested('<state>', '</state>', 5_000)}</scxml>`)],
    [
      'entities',
      () => importScxml('<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><scxml><state id="&b;"/></scxml>'),
    ],
    ['deep JSON', () => importXState({ states: JSON.parse(nested('{"a":', '}', 5_000).replace(':}', ':1}')) })],
    [
      'deep choices',
      () =>
        importScxml(
          `<scxml><state id="a"><onentry>${nested('<if cond="true">', '</if>', 190)}</onentry></state></scxml>`,
        ),
    ],
    [
      'too many states',
      () => importXState({ states: Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`s${i}`, {}])) }),
    ],
  ])('%s', (_, run) => {
    expect(run).toThrow(ForeignError)
  })
  it('a long chain of <elseif> is no bomb', () => {
    const chain = Array.from({ length: 3_000 }, (_, n) => `<elseif cond="x === ${n}"/><log label="${n}"/>`).join('')
    const { lost } = importScxml(
      `<scxml><datamodel><data id="x" expr="7"/></datamodel><state id="a"><onentry><if cond="x &lt; 0">${chain}</if></onentry></state></scxml>`,
    )
    expect(lost).toEqual([])
  })
  it('what rides along deeper than anything of ours is passed over', () => {
    const json = `${'{&quot;type&quot;:&quot;not&quot;,&quot;of&quot;:'.repeat(9_000)}1${'}'.repeat(9_000)}`
    const { graph } = importScxml(
      `<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:studio="urn:sentient-studio:scene-graph"><state id="a"><onentry><studio:action json="${json}"/></onentry></state></scxml>`,
    )
    expect(graph.nodes[0]?.data.entry).toEqual([])
  })
  it('deep expressions are listed, with their place', () => {
    const { lost } = importScxml(
      `<scxml><state id="a">\n<transition cond="${'('.repeat(900)}1${')'.repeat(900)}" target="a"/></state></scxml>`,
    )
    expect(lost).toMatchObject([{ code: 'cond/none', line: 2 }])
  })
})
