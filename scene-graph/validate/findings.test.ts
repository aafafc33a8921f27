import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../findings.ts'
import { applyFix } from '../fix.ts'
import { parseDocument, type SceneGraph } from '../parse.ts'
import { SCHEMA_VERSION } from '../schema/document.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '../testing/build.ts'
import type { RoomDevices } from './room.ts'
import { validate } from './validate.ts'

type Parts = Parameters<typeof buildGraph>[0]

const VARIABLES: NonNullable<Parts['variables']> = {
  flag: { type: 'boolean', initial: false },
  n: { type: 'number', initial: 0 },
  t: { type: 'text', initial: '' },
}
const graph = (nodes: Parts['nodes'], edges: Parts['edges'] = [], more: Partial<Parts> = {}): SceneGraph =>
  buildGraph({ roles: ROLES, variables: VARIABLES, nodes, edges, ...more })

const go = { type: 'operator' as const, action: 'go' }
const state = (id: string, data = {}) => ({ id, type: 'state', data })
const node = (id: string, type: string, data = {}, parentId: string | null = null) => ({ id, type, data, parentId })
const two = [state('a'), state('b')]
const edge = (more: object = {}) => ({ id: 'e', source: 'a', target: 'b', trigger: go, ...more })
const onlyEdge = (more: object): SceneGraph => graph(two, [edge(more)])
const acting = (action: object): SceneGraph => onlyEdge({ actions: [action] })
const when = (condition: object): SceneGraph => onlyEdge({ trigger: { type: 'condition', condition } })
const one = (type: string, data: object, edges: Parts['edges'] = []): SceneGraph =>
  graph([node('a', type, data), state('b')], edges)
const done = { id: 'e', source: 'a', target: 'b' }
const level = { type: 'signal', role: 'a', signal: 'level' }

const inner = (more: object = {}): object => ({
  schemaVersion: SCHEMA_VERSION,
  id: 'p',
  kind: 'puzzle',
  name: 'Inner',
  nodes: [node('s', 'state'), node('t', 'end', { outcome: 'solved' })],
  edges: [{ id: 'x', source: 's', target: 't', trigger: go }],
  ...more,
})
const containing = (contained: object, data: object = {}, more: Partial<Parts> = {}): SceneGraph =>
  graph([node('a', 'graph', { graph: 'p', version: 1, ...data }), state('b')], [done], {
    graphs: { 'p@1': contained },
    ...more,
  })
const deep = (depth: number): Parts['nodes'] =>
  Array.from({ length: depth }, (_, i) => node(`g${i}`, 'group', {}, i === 0 ? null : `g${i - 1}`))

/** Levels of graphs, each of which contains the next. */
const chain = (length: number): SceneGraph =>
  graph([node('a', 'graph', { graph: 'c0', version: 1 })], [], {
    graphs: Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `c${i}@1`,
        inner({ id: `c${i}`, nodes: [node('a', 'graph', { graph: `c${i + 1}`, version: 1 })], edges: [] }),
      ]),
    ),
  })
const crowd = Array.from({ length: 300 }, (_, i) => node(`n${i}`, 'graph', { graph: 'p', version: 1 }))

/** A document for every code, with which it is found. */
const EXAMPLES: Record<string, SceneGraph> = {
  'document/empty': graph([node('n', 'note')]),
  'initial/missing': graph([...two, node('g', 'group', { initial: 'a' })], [edge()]),
  'node/duplicate-id': graph([...two, state('a')], [edge()]),
  'node/parent-missing': graph([node('a', 'state', {}, 'zz'), state('b')]),
  'node/parent-not-container': graph([state('a'), node('b', 'state', {}, 'a')]),
  'node/parent-cycle': graph([...two, node('g', 'group', {}, 'h'), node('h', 'group', {}, 'g')]),
  'node/too-deep': graph(deep(120)),
  'node/too-many-edges': graph(
    two,
    Array.from({ length: 501 }, (_, order) => edge({ id: `e${order}`, order })),
  ),
  'edge/duplicate-id': graph(two, [edge(), edge({ order: 1 })]),
  'edge/source-missing': onlyEdge({ source: 'zz' }),
  'edge/target-missing': onlyEdge({ target: 'zz' }),
  'edge/source-note': graph([...two, node('n', 'frame')], [edge({ source: 'n' })]),
  'edge/target-note': graph([...two, node('n', 'note')], [edge({ target: 'n' })]),
  'node/incomplete': one('wait', {}),
  'node/duplicate-item': one('timeline', { items: [0, 1].map((at) => ({ id: 'i', at, action: command('lock') })) }),
  'node/unknown': when({ type: 'active', node: 'c' }),
  'node/never-active': graph([...two, node('n', 'note')], [edge({ guard: { type: 'active', node: 'n' } })]),
  'node/no-timer': when({ type: 'compare', left: { type: 'remaining', node: 'a' }, op: '<', right: 5 }),
  'role/unknown': onlyEdge({ trigger: onSignal('locks', 'on') }),
  'signal/unknown': onlyEdge({ trigger: onSignal('a', 'levle') }),
  'command/unknown': acting({ ...command('lock'), command: 'releese' }),
  'variable/unknown': acting({ type: 'set', variable: 'flog', to: true }),
  'variable/initial': graph(two, [edge()], { variables: { v: { type: 'number', initial: 'x' } } }),
  'param/unknown': acting({ ...command('set'), params: { zz: 1 } }),
  'param/missing': graph(two, [edge({ actions: [command('set')] })], {
    roles: { lock: { commands: { set: { params: { level: { type: 'number' } } } } } },
  }),
  'param/type': acting({ ...command('set'), params: { level: '3' } }),
  'param/range': acting({ type: 'media', source: 'bell.ogg', volume: 3 }),
  'set/type': acting({ type: 'set', variable: 'n', to: '1' }),
  'set/add': acting({ type: 'set', variable: 'flag', to: true, mode: 'add' }),
  'compare/type': when(signalIs('a', 'on', 'true')),
  'compare/order': when({ type: 'compare', left: { type: 'variable', name: 't' }, op: '<', right: 'a' }),
  'condition/never': when({ type: 'between', value: level, min: 5, max: 3 }),
  'duration/type': onlyEdge({ trigger: { type: 'after', duration: { type: 'variable', name: 't' } } }),
  'expression/error': when({ type: 'expression', cel: 'a.levle > 3' }),
  'display/nothing': acting({ type: 'display', show: 'picture' }),
  'media/nothing': acting({ type: 'media' }),
  'light/nothing': acting({ type: 'light', level: 1 }),
  'timer/nothing': graph(
    [node('a', 'timer'), state('b')],
    [edge({ actions: [{ type: 'timer', op: 'add', node: 'a' }] })],
  ),
  'action/no-memory': acting({ type: 'if', condition: { type: 'held', of: signalIs('a', 'on', true), for: 5 } }),
  'edge/trigger': onlyEdge({ trigger: { type: 'done' } }),
  'edge/port': one('delay', {}, [{ ...done, sourcePort: 'solved' }]),
  'edge/tie': graph(two, [edge(), edge({ id: 'f' })]),
  'edge/never-fires': graph(two, [edge(), edge({ id: 'f', order: 1 })]),
  'edge/no-move': onlyEdge({
    target: 'a',
    reenter: false,
    trigger: { type: 'condition', condition: signalIs('a', 'on', true) },
  }),
  'edge/targets': graph([...two, state('c')], [edge({ alsoTargets: ['c'] })]),
  'node/unreachable': graph([...two, state('c')], [edge()]),
  'decision/no-exit': one('decision', {}),
  'decision/no-else': one('decision', {}, [{ ...done, guard: signalIs('a', 'on', true) }]),
  'decision/endless': graph(
    [node('a', 'decision'), node('b', 'checkpoint')],
    [done, { id: 'f', source: 'b', target: 'a' }],
  ),
  'random/no-exit': one('random', {}, [{ ...done, sourcePort: 'a' }]),
  'code/length': one('code', { signal: { ...level, on: 'report' }, reports: 'keys', codes: ['12', '345'] }, [
    { ...done, sourcePort: 'solved' },
  ]),
  'code/out-of-step': one('code', { signal: { ...level, on: 'report' }, reports: 'keys', codes: ['12'] }, [
    { ...done, sourcePort: 'solved' },
  ]),
  'code/level': one('code', { signal: level, reports: 'keys', codes: ['12'] }, [{ ...done, sourcePort: 'solved' }]),
  'random/no-weight': one('random', { choices: [{ id: 'x', weight: 0 }] }, [{ ...done, sourcePort: 'x' }]),
  'cue/failed-unhandled': one('cue', { steps: [{ action: command('lock'), wait: 'acknowledged' }] }, [done]),
  'parallel/region-no-end': graph([node('a', 'parallel'), node('r', 'state', {}, 'a'), state('b')], [done]),
  'group/no-end': graph([node('a', 'group'), node('r', 'state', {}, 'a'), state('b')], [done]),
  'history/top-level': graph([state('a'), node('h', 'history')]),
  'history/alone': graph([node('a', 'group'), node('h', 'history', {}, 'a')]),
  'history/edge': graph(
    [node('a', 'group'), node('s', 'state', {}, 'a'), node('h', 'history', {}, 'a')],
    [{ id: 'e', source: 'h', target: 's', guard: signalIs('a', 'on', true) }],
  ),
  'history/outside': graph(
    [node('a', 'group'), node('s', 'state', {}, 'a'), node('h', 'history', {}, 'a'), state('b')],
    [{ id: 'e', source: 'h', target: 'b' }],
  ),
  'hints/no-target': graph([state('a'), node('h', 'hints', { rungs: [{ text: 'Look up.' }] })]),
  'hints/target': graph([node('a', 'decision'), state('b'), node('h', 'hints', { to: 'a', rungs: [{}] })], [done]),
  'graph/missing': one('graph', { graph: 'p' }),
  'graph/cycle': containing(inner({ nodes: [node('x', 'graph', { graph: 'p', version: 1 })], edges: [] })),
  'graph/too-deep': chain(40),
  'graph/too-large': graph(crowd, [], {
    graphs: { 'p@1': inner({ nodes: Array.from({ length: 200 }, (_, i) => state(`s${i}`)), edges: [] }) },
  }),
  'graph/broken': containing(inner({ edges: [{ id: 'x', source: 'zz', target: 't' }] })),
  'graph/role-unknown': containing(inner(), { bindings: { gone: 'a' } }),
  'graph/role-unbound': containing(inner({ roles: { door: { commands: { release: {} } } } })),
  'graph/role-signal': containing(inner({ roles: { a: { signals: { on: 'text' } } } })),
  'graph/role-command': containing(inner({ roles: { a: { commands: { spin: {} } } } })),
}

const device = (more: object = {}) => ({ controller_id: 'c', device_id: 'd', signals: {}, commands: {}, ...more })
const played = { a: { controller_id: 'c', device_id: 'd' } }
const inRoom = (room: RoomDevices, role: object = { signals: { on: 'boolean' }, commands: { spin: {} } }): Finding[] =>
  validate(graph(two, [edge()], { roles: { a: role } }), room)

const IN_ROOMS: Record<string, Finding[]> = {
  'role/unbound': inRoom({ devices: [], bindings: {} }),
  'role/device-missing': inRoom({ devices: [], bindings: played }),
  'role/signal-missing': inRoom({ devices: [device()], bindings: played }),
  'role/signal-type': inRoom({ devices: [device({ signals: { on: { type: 'text' } } })], bindings: played }),
  'role/command-missing': inRoom({ devices: [device()], bindings: played }),
  'role/wire-name': inRoom({ devices: [], bindings: {} }, { signals: { NotSo: 'boolean' } }),
}

const base = { schemaVersion: SCHEMA_VERSION, id: 'g', kind: 'scene', name: 'x', nodes: [] as object[], edges: [] }
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
const UNREADABLE: Record<string, unknown> = {
  'document/newer': { ...base, schemaVersion: SCHEMA_VERSION + 1 },
  'document/too-deep': { ...base, nodes: nested(200) },
  'document/shape': { ...base, nodes: 3 },
  'document/node-type': { ...base, nodes: [{ id: 'a', type: 'teleport' }] },
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map((f) => f.code)

describe('every finding', () => {
  it.each(Object.entries(EXAMPLES))('%s', (code, document) => {
    expect(codesOf(validate(document))).toContain(code)
  })
  it.each(Object.entries(IN_ROOMS))('%s', (code, findings) => {
    expect(codesOf(findings)).toContain(code)
  })
  it.each(Object.entries(UNREADABLE))('%s', (code, document) => {
    const parsed = parseDocument(document)
    expect(parsed.ok ? [] : codesOf(parsed.findings)).toContain(code)
  })
})

describe('fixes', () => {
  const fixes = Object.entries(EXAMPLES).flatMap(([code, document]) => {
    const finding = validate(document).find((f) => f.code === code && f.fix !== undefined)
    return finding?.fix === undefined ? [] : [{ code, document, finding, fix: finding.fix }]
  })

  it('are offered where one thing would plainly mend it', () => {
    expect(fixes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['edge/tie', 'role/unknown', 'variable/unknown', 'compare/type', 'graph/role-unbound']),
    )
    expect(fixes.length).toBeGreaterThan(25)
  })

  it.each(fixes)('$code: $fix.label', ({ code, document, finding, fix }) => {
    const mended = applyFix(document, fix)
    const same = (f: Finding): boolean =>
      f.code === code && f.path === finding.path && f.message === finding.message && f.nodes[0] === finding.nodes[0]
    expect(validate(mended).filter(same)).toEqual([])
    // What comes out is a document like any other, and plain data.
    expect(parseDocument(JSON.parse(JSON.stringify(mended)))).toEqual({ ok: true, graph: mended })
    expect(JSON.parse(JSON.stringify(fix))).toEqual(fix)
  })

  it.each(fixes)('$code: breaks nothing else', ({ document, fix }) => {
    const errors = (g: SceneGraph): number => validate(g).filter((f) => f.severity === 'error').length
    const structure = (g: SceneGraph): boolean =>
      validate(g).some((f) => /^(node\/(dup|parent|too)|edge\/.*(missing|note|id)|initial|document)/.test(f.code))
    // With an unsound structure nothing else is looked at: more may come to light.
    if (!structure(document)) expect(errors(applyFix(document, fix))).toBeLessThanOrEqual(errors(document))
  })

  it('pass over what is gone meanwhile', () => {
    for (const { document, fix } of fixes) {
      const without = { ...document, nodes: [], edges: [], graphs: {} }
      expect(applyFix(without, fix)).toMatchObject({ nodes: [], edges: [] })
    }
  })
})

describe('docs/findings.md', () => {
  const root = path.join(import.meta.dirname, '../..')
  const rows = readFileSync(path.join(root, 'docs/findings.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const documented = rows.map(([, code = '']) => code.replaceAll('`', ''))

  /** Codes stand in the source as literals; the analyser's without their family. */
  const inSource = (file: string): string[] => {
    const text = readFileSync(path.join(root, file), 'utf8')
    if (file.startsWith('scene-runtime/analyse'))
      return [...text.matchAll(/\bfinding\(\s*[^,()]+,\s*'([a-z-]+)'/g)].map(([, code]) => `analysis/${code}`)
    return [...text.matchAll(/'([a-z]+\/[a-z-]+)'/g)].map(([, code]) => code ?? '')
  }
  const files = (folder: string): string[] =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`)
  const used = [
    'scene-graph/parse.ts',
    'scene-graph/compile/plan.ts',
    ...files('scene-graph/validate'),
    ...files('scene-runtime/analyse'),
  ]

  it('lists every code that there is, and no other', () => {
    expect(documented.toSorted()).toEqual([...new Set(used.flatMap(inSource))].toSorted())
  })

  it('says of each what it means and what mends it', () => {
    for (const row of rows) expect([row[1], row.slice(2, 5).every((cell) => cell.length > 3)]).toEqual([row[1], true])
  })

  it('every code of validation has an example here', () => {
    const shown = Object.keys({ ...EXAMPLES, ...IN_ROOMS, ...UNREADABLE })
    expect(documented.filter((code) => !code.startsWith('analysis/')).toSorted()).toEqual(shown.toSorted())
  })

  it('names the severity that it has', () => {
    const severity = new Map(rows.map(([, code = '', severity]) => [code.replaceAll('`', ''), severity]))
    for (const [code, document] of Object.entries(EXAMPLES))
      expect([code, validate(document).find((f) => f.code === code)?.severity]).toEqual([code, severity.get(code)])
  })
})
