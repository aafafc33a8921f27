import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { stateHash } from './hash.ts'
import type { Input, Session } from './session.ts'
import { start } from './start.ts'
import { step } from './step.ts'

const document = {
  schemaVersion: 1,
  id: 'g',
  kind: 'scene',
  name: 'Waits',
  roles: { a: { signals: { hit: { type: 'number', momentary: true } } } },
  variables: { hits: { type: 'number', initial: 0 } },
  nodes: [
    { id: 'waiting', type: 'state' },
    { id: 'over', type: 'end', data: { outcome: 'solved' } },
  ],
  edges: [
    { id: 'time-up', source: 'waiting', target: 'over', trigger: { type: 'after', duration: 1_000_000 } },
    {
      id: 'hit',
      source: 'waiting',
      target: null,
      trigger: { type: 'signal', role: 'a', signal: 'hit' },
      actions: [{ type: 'set', variable: 'hits', to: 1, mode: 'add' }],
    },
  ],
}
const parsed = parseDocument(document)
if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings))
const compiled = compile(parsed.graph)
const begin = (): Session =>
  start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } }).session

type Doing = readonly string[] | 'freeze' | 'resume' | 'hit'
const inputOf = (doing: Doing, at: number): Input => {
  if (doing === 'freeze') return { type: 'freeze', at }
  if (doing === 'resume') return { type: 'resume', at, inputs: 'apply' }
  if (doing === 'hit') return { type: 'signal', at, role: 'a', signals: { hit: at } }
  return { type: 'hold', at, causes: doing }
}
const run = (doings: readonly Doing[]): Session =>
  doings.reduce((session, doing, n) => step(compiled, session, inputOf(doing, (n + 1) * 100)).session, begin())

const hits = (session: Session) => session.machine.context.variables.hits

describe('RT8 hardware that is away', () => {
  it('stops the game while it is, and its time with it', () => {
    const stopped = run([['b/door']])
    expect(stopped).toMatchObject({ status: 'frozen', hold: { causes: ['b/door'], stopped: true } })
    const back = run([['b/door'], []])
    expect(back.status).toBe('running')
    expect(back.hold).toBeUndefined()
    expect(back.timers[0]?.due).toBe(1_000_100)
  })

  it('what happened meanwhile is played when it goes on', () => {
    const session = run([['b/door'], 'hit', 'hit', []])
    expect(hits(session)).toBe(2)
    expect(session.recorded).toEqual([])
  })

  it('several causes: it goes on when the last is gone', () => {
    expect(run([['a', 'b'], ['b']]).status).toBe('frozen')
    expect(run([['a', 'b'], ['b'], []]).status).toBe('running')
  })

  it('a game that a person stopped is not let go on', () => {
    expect(run(['freeze', ['a'], []]).status).toBe('frozen')
    expect(run([['a'], 'freeze', []]).status).toBe('frozen')
    expect(run([['a'], 'freeze', [], 'resume']).status).toBe('running')
  })

  it('a person who resumes overrules what is away until it was back', () => {
    expect(run([['a'], 'resume'])).toMatchObject({ status: 'running', hold: { overruled: ['a'], stopped: false } })
    expect(run([['a'], 'resume', ['a', 'b']]).status).toBe('frozen')
    expect(run([['a'], 'resume', ['a', 'b'], ['a']]).status).toBe('running')
    expect(run([['a'], 'resume', [], ['a']]).status).toBe('frozen')
  })

  it('of any order of things: the game stands still exactly while a person or a cause that counts says so', () => {
    const doing: fc.Arbitrary<Doing> = fc.oneof(
      fc.subarray(['a', 'b', 'c']),
      fc.constantFrom<Doing>('freeze', 'resume', 'hit'),
    )
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 30 }), (doings) => {
        let byHand = false
        let causes: readonly string[] = []
        let overruled: readonly string[] = []
        let pressed = 0
        for (const one of doings) {
          const stands = byHand || causes.some((c) => !overruled.includes(c))
          if (one === 'freeze') byHand = true
          else if (one === 'resume' && stands) {
            byHand = false
            overruled = causes
          } else if (one === 'hit') pressed += 1
          else if (typeof one === 'object') {
            causes = one
            overruled = overruled.filter((c) => one.includes(c))
          }
        }
        const stands = byHand || causes.some((c) => !overruled.includes(c))
        const session = run(doings)
        expect(session.status).toBe(stands ? 'frozen' : 'running')
        expect(Number(hits(session)) + session.recorded.length).toBe(pressed)
        // Nothing is left of what is over: a state like one that never heard of it.
        if (!stands && causes.length === 0) expect(session.hold).toBeUndefined()
      }),
    )
  })

  it('a session without it has the state of an older program', () => {
    const { hold: _hold, ...older } = begin()
    expect(stateHash(older)).toBe(stateHash(begin()))
  })
})
