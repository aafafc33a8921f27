import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import type { Input, Session, Stepped } from '../core/session.ts'
import { simulate } from '../core/simulate.ts'
import { start } from '../core/start.ts'
import { advance, step } from '../core/step.ts'
import { NOTHING } from '../core/testing.ts'
import { type Analysed, analyse } from './analyse.ts'
import { energisedAfter, type Limit } from './energised.ts'
import { settled } from './testing.ts'

const AT_MOST = 3
const LIMIT: Limit = { role: 'magnet', command: 'hold', until: ['drop'], atMost: AT_MOST }
const ROLES = {
  magnet: { commands: { hold: { energises: { until: ['drop'], atMost: AT_MOST } }, drop: {} } },
  knob: { signals: { on: 'boolean' as const } },
}

const found = (graph: SceneGraph): Analysed | undefined =>
  analyse(compile(graph)).findings.find((f) => f.code === 'analysis/energised')

/** Every game, millisecond by millisecond: whether the magnet is ever on for too long; null where there are too many. */
function everTooLong(graph: SceneGraph, most: number): boolean | null {
  const compiled = compile(graph)
  const seen = new Set<string>()
  const open: { session: Session; since: number | null }[] = []
  let tooLong = false
  const arrive = (before: number | null, work: () => Stepped): void => {
    const stepped = settled(work)
    if (stepped === null) return
    const { session, records } = stepped
    const { since, over } = energisedAfter(LIMIT, before, records, session)
    tooLong ||= over !== null
    if (over !== null || session.endedAt !== null) return
    const { value, context } = session.machine
    const timers = session.timers.map((t) => [t.id, t.due - session.at])
    const age = since === null ? null : session.at - since
    const key = canonicalJson({ value, signals: context.signals, timers, age, variables: context.variables })
    if (seen.has(key)) return
    seen.add(key)
    open.push({ session, since })
  }
  arrive(null, () => start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: NOTHING }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.size > most) return null
    const { session, since } = next
    const { at } = session
    const inputs: Input[] = [
      { type: 'event', at, name: 'x', data: {} },
      { type: 'event', at, name: 'y', data: {} },
      { type: 'signal', at, role: 'knob', signals: { on: true } },
      { type: 'signal', at, role: 'knob', signals: { on: false } },
    ]
    for (const input of inputs) arrive(since, () => step(compiled, session, input))
    arrive(since, () => {
      const later = advance(compiled, session, at + 1)
      return { ...later, session: later.session.endedAt === null ? { ...later.session, at: at + 1 } : later.session }
    })
  }
  return tooLong
}

const action = fc.constantFrom([], [], ['hold'], ['drop'], ['drop'])
const region = fc.record({
  states: fc.array(fc.record({ entry: action, exit: action }), { minLength: 2, maxLength: 3 }),
  edges: fc.array(
    fc.record({
      from: fc.nat(2),
      to: fc.nat(3),
      trigger: fc.nat(6),
      actions: action,
      after: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 2, maxLength: 5 },
  ),
})
const commands = (names: readonly string[]) =>
  names.map((name) => ({ type: 'command' as const, role: 'magnet', command: name }))

/** One or two regions, and something that may cut them off. */
const scenes: fc.Arbitrary<SceneGraph> = fc
  .record({ regions: fc.array(region, { minLength: 1, maxLength: 2 }), cut: fc.nat(3), dropped: fc.boolean() })
  .map(({ regions, cut, dropped }) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'all', type: 'parallel', data: { exit: commands(dropped ? ['drop'] : []) } },
        { id: 'over', type: 'end' },
        ...regions.flatMap(({ states }, r) => [
          { id: `g${r}`, type: 'group', parentId: 'all' },
          ...states.map(({ entry, exit }, i) => ({
            id: `g${r}s${i}`,
            type: 'state',
            parentId: `g${r}`,
            data: { entry: commands(entry), exit: commands(exit) },
          })),
          { id: `g${r}end`, type: 'end', parentId: `g${r}` },
        ]),
      ],
      edges: [
        { id: 'done', source: 'all', target: 'over' },
        ...(cut < 2
          ? [
              {
                id: 'cut',
                source: 'all',
                target: 'over',
                order: 1,
                trigger: [
                  { type: 'after' as const, duration: 5 },
                  { type: 'event' as const, name: 'y' },
                ][cut],
              },
            ]
          : []),
        ...regions.flatMap(({ states, edges }, r) =>
          edges.map((e, i) => ({
            id: `g${r}e${i}`,
            source: `g${r}s${e.from % states.length}`,
            target: e.to >= states.length ? `g${r}end` : `g${r}s${e.to}`,
            order: i,
            actions: commands(e.actions),
            trigger:
              e.trigger < 4
                ? { type: 'after' as const, duration: e.after }
                : e.trigger === 4
                  ? { type: 'event' as const, name: r === 0 ? 'x' : 'y' }
                  : { type: 'signal' as const, role: 'knob', signal: 'on', match: e.trigger === 5 },
          })),
        ),
      ],
    }),
  )
  .filter((graph) => validate(graph).every((f) => f.severity !== 'error'))

describe('how long a device is energised', { timeout: 120_000 }, () => {
  it('against every game, millisecond by millisecond; the inputs lead there', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(scenes, (graph) => {
        const truth = everTooLong(graph, 3_000)
        if (truth === null) return
        seen[truth ? 'yes' : 'no'] += 1
        const finding = found(graph)
        expect(finding !== undefined).toBe(truth)
        if (finding === undefined) return
        let on: number | null = null
        let tooLong = false
        const { trace = [], seed = 1 } = finding
        for (const { at, commands: sent, outcome } of simulate(compile(graph), trace, { seed })) {
          for (const { command } of sent) {
            if (command === 'hold') on ??= at
            else {
              tooLong ||= on !== null && at - on > AT_MOST
              on = null
            }
          }
          tooLong ||= on !== null && (at - on > AT_MOST || outcome !== null)
        }
        expect(tooLong).toBe(true)
      }),
      { numRuns: 40 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(5)
  })

  it('names the role and its command, and says nothing where no role has a limit', () => {
    const stays = { id: 's', type: 'state', data: { entry: commands(['hold']) } }
    const graph = (roles: object) => buildGraph({ roles: roles as never, nodes: [stays], edges: [] })
    expect(found(graph(ROLES))).toMatchObject({
      severity: 'warning',
      path: 'roles.magnet.commands.hold',
      nodes: ['s'],
      trace: [{ at: AT_MOST + 1, end: true }],
    })
    expect(found(graph({ magnet: { commands: { hold: {}, drop: {} } } }))).toBeUndefined()
  })

  it('a command that is to turn it off has to be there', () => {
    const roles = { magnet: { commands: { hold: { energises: { until: ['let_go'], atMost: 5 } } } } }
    const findings = validate(buildGraph({ roles, nodes: [{ id: 's', type: 'state' }], edges: [] }))
    expect(findings).toMatchObject([{ code: 'command/unknown', path: 'roles.magnet.commands.hold.energises.until.0' }])
  })
})
