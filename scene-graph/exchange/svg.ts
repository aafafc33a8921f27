import { describeAction } from '../describe.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { type Box, boxesOf, GRID, isContainer, TITLE_HEIGHT, titleOf } from './drawing.ts'
import { edgeLabel } from './mermaid.ts'
import { escapeXml } from './scxml/xml.ts'

const MARGIN = 40
const LETTER = 6.2

const STYLE = `
  svg { color-scheme: light dark; font: 13px Inter, system-ui, sans-serif }
  .canvas { fill: #f7f7f8 } .card { fill: #fff; stroke: #d4d4da } .room { fill: #8882; stroke: #b9b9c3 }
  .parallel { stroke-dasharray: 6 4 } .frame { fill: none; stroke: #c9c9d2; stroke-dasharray: 2 4 }
  .note { fill: #fff7d6; stroke: #e8d98f } .title { fill: #18181b; font-weight: 600 } .text { fill: #63636e; font-size: 11px }
  .edge { fill: none; stroke: #7d7d8a; stroke-width: 1.5 } .stays { stroke-dasharray: 4 3 } .tip { fill: #7d7d8a }
  .pill { fill: #f7f7f8; stroke: #d4d4da } .start { fill: #18181b }
  .statechart { fill: #6366f1 } .flow { fill: #0d9488 } .puzzle { fill: #d97706 } .annotation { fill: #a1a1aa }
  @media (prefers-color-scheme: dark) {
    .canvas { fill: #131316 } .card { fill: #1f1f24; stroke: #3a3a43 } .room { stroke: #4a4a55 } .frame { stroke: #3a3a43 }
    .note { fill: #38321c; stroke: #5c5230 } .title { fill: #f4f4f5 } .text { fill: #a1a1aa } .edge { stroke: #8e8e9b }
    .tip { fill: #8e8e9b } .pill { fill: #1a1a1f; stroke: #3a3a43 } .start { fill: #f4f4f5 }
  }`

/** The drawing of a document as one SVG of its own: boxes in boxes, titles, edges with labels, light and dark. */
export function exportSvg(graph: SceneGraph): string {
  const boxes = boxesOf(graph)
  const all = [...boxes.values()]
  const left = Math.min(0, ...all.map((b) => b.x)) - MARGIN
  const top = Math.min(0, ...all.map((b) => b.y)) - MARGIN
  const width = Math.max(200, ...all.map((b) => b.x + b.width)) + MARGIN - left
  // Edges that lead back run below what they lead past.
  const height = Math.max(100, ...all.map((b) => b.y + b.height)) + 2 * MARGIN - top
  const rooms: string[] = []
  const cards: string[] = []
  for (const node of graph.nodes) {
    const box = boxes.get(node.id)
    if (box === undefined) continue
    if (node.type === 'frame') rooms.unshift(frame(node, box))
    else if (isContainer(node)) rooms.push(room(node, box))
    else cards.push(card(node, box))
  }
  const lanes = new Map<string, number>()
  const drawn = graph.edges.flatMap((edge) => {
    const source = boxes.get(edge.source)
    const target = edge.target === null ? source : boxes.get(edge.target)
    if (source === undefined || target === undefined) return []
    const between = `${edge.source} ${edge.target}`
    const lane = lanes.get(between) ?? 0
    lanes.set(between, lane + 1)
    return [drawEdge(edge, source, target, lane)]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" role="img">`,
    `<title>${escapeXml(graph.name)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>`,
    `<rect class="canvas" x="${left}" y="${top}" width="${width}" height="${height}"/>`,
    ...rooms,
    ...drawn.map((edge) => edge.path),
    ...cards,
    ...starts(graph, boxes),
    ...drawn.map((edge) => edge.label),
    '</svg>\n',
  ].join('\n')
}

const cut = (text: string, width: number, letter = LETTER): string => {
  const most = Math.max(3, Math.floor(width / letter))
  return escapeXml(text.length > most ? `${text.slice(0, most - 1)}…` : text)
}

function card(node: GraphNode, { x, y, width, height }: Box): string {
  const definition = nodeDefinition(node.type)
  const said = node.type === 'note' ? '' : definition.describe(node.data)
  const round = node.type === 'end' || node.type === 'decision' ? height / 2 : 10
  const titleY = said === '' ? y + height / 2 + 5 : y + height / 2 - 4
  if (node.type === 'note') {
    const lines = wrap(String(node.data.text ?? ''), (width - 24) / LETTER).slice(0, Math.floor((height - 16) / 16))
    const text = lines.map(
      (line, i) => `<text class="text" x="${x + 12}" y="${y + 24 + 16 * i}">${escapeXml(line)}</text>`,
    )
    return `<rect class="note" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${text.join('')}`
  }
  return [
    `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>`,
    `<circle class="${definition.family}" cx="${x + 22}" cy="${y + height / 2}" r="5"/>`,
    `<text class="title" x="${x + 38}" y="${titleY}">${cut(titleOf(node), width - 50, 7.5)}</text>`,
    said === '' ? '' : `<text class="text" x="${x + 38}" y="${titleY + 18}">${cut(said, width - 50)}</text>`,
  ].join('')
}

function room(node: GraphNode, { x, y, width, height }: Box): string {
  const kind = node.type === 'parallel' ? ' parallel' : ''
  return [
    `<rect class="room${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/>`,
    `<text class="title" x="${x + 16}" y="${y + TITLE_HEIGHT / 2 + 6}">${cut(titleOf(node), width - 32, 7.5)}</text>`,
    doings(node, x + 16, y + TITLE_HEIGHT + 6, width - 32),
  ].join('')
}

/** What a container does when it is entered, under its title. */
function doings(node: GraphNode, x: number, y: number, width: number): string {
  const { entry } = node.data as { entry?: Parameters<typeof describeAction>[0][] }
  const said = (entry ?? []).map(describeAction).join(' · ')
  return said === '' ? '' : `<text class="text" x="${x}" y="${y}">${cut(said, width)}</text>`
}

const frame = (node: GraphNode, { x, y, width, height }: Box): string =>
  `<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/><text class="text" x="${x + 12}" y="${y + 20}">${cut(node.data.name, width - 24)}</text>`

/** A dot before where the whole, and each container, begins. */
function starts(graph: SceneGraph, boxes: ReadonlyMap<string, Box>): string[] {
  const first = (parent: string | null, named: unknown): string[] => {
    const inside = graph.nodes.filter((n) => n.parentId === parent && nodeDefinition(n.type).family !== 'annotation')
    const box = boxes.get((inside.find((n) => n.id === named) ?? inside[0])?.id ?? '')
    return box === undefined ? [] : [`<circle class="start" cx="${box.x - 8}" cy="${box.y + 10}" r="4"/>`]
  }
  const within = graph.nodes.filter((n) => isContainer(n) && n.type !== 'parallel')
  return [...first(null, graph.initial), ...within.flatMap((n) => first(n.id, n.data.initial))]
}

type Point = { x: number; y: number }

function drawEdge(edge: Edge, source: Box, target: Box, lane: number): { path: string; label: string } {
  const { path, middle } = route(source, target, lane)
  const stays = edge.target === null ? ' stays' : ''
  const label = edgeLabel(edge)
  const doing = edge.actions.map(describeAction).join(' · ')
  const lines = [label, doing === '' ? '' : `→ ${doing}`].filter((text) => text !== '').map((text) => cut(text, 240))
  return {
    path: `<path class="edge${stays}" marker-end="url(#tip)" d="${path}"/>`,
    label: lines.length === 0 ? '' : pill(lines, middle),
  }
}

function pill(lines: readonly string[], { x, y }: Point): string {
  const width = Math.max(...lines.map((line) => line.replace(/&[^;]+;/g, '.').length)) * LETTER + 16
  const height = lines.length * 15 + 7
  const text = lines.map(
    (line, i) => `<text class="text" text-anchor="middle" x="${x}" y="${y - height / 2 + 15 + 15 * i}">${line}</text>`,
  )
  return `<rect class="pill" x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="${Math.min(11, height / 2)}"/>${text.join('')}`
}

/** From the right of a box to the left of the other; around below where that leads back, and to itself. */
function route(source: Box, target: Box, lane: number): { path: string; middle: Point } {
  const from = { x: source.x + source.width, y: source.y + source.height / 2 }
  const to = { x: target.x, y: target.y + target.height / 2 }
  const inside = source !== target && contains(source, target)
  const outside = source !== target && contains(target, source)
  if (inside) {
    const out = { x: source.x, y: source.y + TITLE_HEIGHT }
    return curve(out, to, { x: source.x + GRID, y: out.y }, { x: to.x - 2 * GRID, y: to.y }, lane)
  }
  if (outside) {
    const into = { x: target.x + target.width, y: from.y }
    return curve(from, into, { x: from.x + GRID, y: from.y }, { x: into.x - GRID, y: into.y }, lane)
  }
  if (to.x > from.x + GRID) {
    const bend = Math.max(40, (to.x - from.x) / 2)
    return curve(from, to, { x: from.x + bend, y: from.y }, { x: to.x - bend, y: to.y }, lane)
  }
  const below = Math.max(source.y + source.height, target.y + target.height) + 36 + 30 * lane
  const path = `M${from.x} ${from.y} C${from.x + 48} ${from.y} ${from.x + 48} ${below} ${(from.x + to.x) / 2} ${below} S${to.x - 48} ${to.y} ${to.x} ${to.y}`
  return { path, middle: { x: (from.x + to.x) / 2, y: below } }
}

function curve(from: Point, to: Point, a: Point, b: Point, lane: number): { path: string; middle: Point } {
  const bow = 28 * lane
  const middle = { x: (from.x + 3 * a.x + 3 * b.x + to.x) / 8, y: (from.y + 3 * a.y + 3 * b.y + to.y) / 8 + bow * 0.75 }
  return { path: `M${from.x} ${from.y} C${a.x} ${a.y + bow} ${b.x} ${b.y + bow} ${to.x} ${to.y}`, middle }
}

const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
