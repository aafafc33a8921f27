import { SaxesParser } from 'saxes'
import { textHash } from '../../hash.ts'
import { ForeignError } from '../foreign-error.ts'
import { MAX_DEPTH } from '../names.ts'

/** An element as it was read, with its place. Attributes of our namespace stand apart. */
export type Element = {
  /** Without prefix; elements of namespaces that are neither SCXML's nor ours have `foreign:` before it. */
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly own: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  readonly text: string
  readonly line: number
  readonly column: number
  /** Where an attribute's value begins, if it stands there as it was read. */
  readonly valueAt: ReadonlyMap<string, { line: number; column: number }>
}

export const SCXML = 'http://www.w3.org/2005/07/scxml'
export const OURS = 'urn:sentient-studio:scene-graph'

const MAX_TEXT = 5_000_000
const MAX_ELEMENTS = 200_000

type Open = {
  -readonly [K in keyof Element]: Element[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : Element[K]
} & {
  children: Element[]
}

/** Reads XML into a tree. Entities other than XML's own five are refused. Throws `ForeignError` with line and column. */
export function parseXml(text: string): Element {
  if (text.length > MAX_TEXT) throw new ForeignError(`it has more than ${MAX_TEXT} characters`)
  const lines = lineStarts(text)
  const parser = new SaxesParser({ xmlns: true, position: true })
  const stack: Open[] = []
  let root: Element | null = null
  let count = 0
  let tag = 0
  let values = new Map<string, { line: number; column: number }>()
  const refuse = (message: string): never => {
    throw new ForeignError(message, placeAt(lines, Math.min(parser.position, text.length)))
  }
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, '')))
  parser.on('opentagstart', ({ name }) => {
    values = new Map()
    if (++count > MAX_ELEMENTS) refuse(`it has more than ${MAX_ELEMENTS} elements`)
    if (stack.length >= MAX_DEPTH) refuse(`it is nested more than ${MAX_DEPTH} levels deep`)
    const at = text.lastIndexOf(`<${name}`, parser.position)
    tag = Math.max(at, 0)
    const open = { name, attributes: new Map(), own: new Map(), children: [], text: '', valueAt: values }
    stack.push({ ...open, ...placeAt(lines, tag) })
  })
  parser.on('attribute', ({ name, value }) => {
    // What rides along is long and never asked for its place.
    if (value === '' || name.includes(':')) return
    const written = text.slice(tag, parser.position)
    const at = written.lastIndexOf(value)
    const quote = written[at - 1]
    if ((quote === '"' || quote === "'") && [quote, undefined].includes(written[at + value.length]))
      values.set(name, placeAt(lines, tag + at))
  })
  parser.on('opentag', (opened) => {
    const open = stack.at(-1)
    if (open === undefined) return
    open.name =
      opened.uri === SCXML || opened.uri === ''
        ? opened.local
        : `${opened.uri === OURS ? 'studio' : 'foreign'}:${opened.local}`
    for (const attribute of Object.values(opened.attributes)) {
      if (attribute.uri === OURS) open.own.set(attribute.local, attribute.value)
      else if (attribute.uri === '') open.attributes.set(attribute.local, attribute.value)
    }
  })
  const say = (piece: string): void => {
    const open = stack.at(-1)
    if (open !== undefined) open.text += piece
  }
  parser.on('text', say)
  parser.on('cdata', say)
  parser.on('closetag', () => {
    const done = stack.pop()
    if (done === undefined) return
    const parent = stack.at(-1)
    if (parent === undefined) root = done
    else parent.children.push(done)
  })
  parser.write(text).close()
  if (root === null) return refuse('there is no element')
  return root
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column, both from 1, of a character. */
function placeAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/** An element to be written. `own`: attributes of our namespace. */
export type Written = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly own?: Readonly<Record<string, string>>
  readonly children?: readonly Written[]
}

export function writeXml(element: Written): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(element, '')}`
}

function write({ name, attributes, own = {}, children = [] }: Written, indent: string): string {
  const all = [
    ...Object.entries(attributes),
    ...Object.entries(own).map(([key, value]): [string, string] => [`studio:${key}`, value]),
  ]
  const tag = all.flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escapeXml(value)}"`])).join('')
  if (children.length === 0) return `${indent}<${name}${tag}/>\n`
  return `${indent}<${name}${tag}>\n${children.map((child) => write(child, `${indent}  `)).join('')}${indent}</${name}>\n`
}

/** Text as it may stand in an attribute or an element. What XML cannot hold at all becomes U+FFFD. */
export const escapeXml = (text: string): string =>
  xmlText(text).replace(/[&<>"\n\r\t]/g, (char) => ESCAPES[char] ?? char)

const xmlText = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

type Form = { name: string; attributes: Iterable<readonly [string, string | undefined]>; children: readonly Form[] }

/**
 * What an element says without ours, in short. What rides along in our attributes names the form that it belongs to,
 * so that it no longer counts when somebody has changed the element.
 */
const formOf = (form: Form): string =>
  textHash(
    JSON.stringify([
      form.name,
      [...form.attributes]
        .flatMap(([key, value]) => (value === undefined ? [] : [[key, xmlText(value)] as const]))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      form.children.map(formOf),
    ]),
  ).slice(0, 12)

export const formRead = (element: Element, parts: { children: boolean; but?: readonly string[] }): string =>
  formOf(readForm(element, parts))

const readForm = (
  { name, attributes, children }: Element,
  parts: { children: boolean; but?: readonly string[] },
): Form => ({
  name,
  attributes: [...attributes].filter(([key]) => parts.but?.includes(key) !== true),
  children: parts.children ? children.map((child) => readForm(child, { children: true })) : [],
})

export const formWritten = (element: Written, parts: { children: boolean; but?: readonly string[] }): string =>
  formOf(writtenForm(element, parts))

const writtenForm = (
  { name, attributes, children = [] }: Written,
  parts: { children: boolean; but?: readonly string[] },
): Form => ({
  name,
  attributes: Object.entries(attributes).filter(([key]) => parts.but?.includes(key) !== true),
  children: parts.children ? children.map((child) => writtenForm(child, { children: true })) : [],
})
