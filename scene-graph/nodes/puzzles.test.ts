import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actives, commandsOf, play, signal } from '#scene-runtime/core/testing.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '../testing/build.ts'

/** One puzzle; the game ends as it does. `go` leaves it for a while and comes back. */
const game = (type: string, data: Record<string, unknown>) =>
  buildGraph({
    roles: {
      ...ROLES,
      pad: { signals: { key: { type: 'text', momentary: true }, code: { type: 'number', momentary: true } } },
    },
    nodes: [
      { id: 'p', type, data },
      { id: 'away', type: 'state' },
      { id: 'solved', type: 'end', data: { outcome: 'solved' } },
      { id: 'failed', type: 'end', data: { outcome: 'failed' } },
    ],
    edges: [
      { id: 's', source: 'p', target: 'solved', sourcePort: 'solved' },
      { id: 'f', source: 'p', target: 'failed', sourcePort: 'failed' },
      { id: 'go', source: 'p', target: 'away', trigger: { type: 'operator', action: 'go' } },
      { id: 'back', source: 'away', target: 'p', trigger: { type: 'operator', action: 'go' } },
    ],
  })
const go = (at: number) => ({ at, operator: { action: 'go' } })
const hit = (at: number, role: string, value = 1) => signal(at, role, 'hit', value)
/** Where and when it ended. */
const ended = (trace: ReturnType<typeof play>) => {
  const line = trace.find(({ outcome }) => outcome !== null)
  return line === undefined ? null : `${line.outcome} ${line.at}`
}

describe('sequence', () => {
  const steps = ['a', 'b', 'a'].map((role, i) => ({ signal: onSignal(role, 'hit', i) }))
  const right = (at: number) => [hit(at, 'a', 0), hit(at + 1, 'b', 1), hit(at + 2, 'a', 2)]

  it('where wrong ones are ignored, none of them matters or counts', () => {
    const data = { steps, wrong: 'ignore', attempts: 1, onWrong: [command('lock')] }
    const trace = play(game('sequence', data), [
      hit(1, 'a', 2),
      hit(2, 'a', 0),
      hit(3, 'a', 0),
      hit(4, 'b', 1),
      hit(5, 'a', 2),
    ])
    expect([ended(trace), commandsOf(trace)]).toEqual(['solved 5', []])
  })

  it('with a penalty a wrong one locks it, also one that is the first step; then it starts over', () => {
    const data = { steps, wrong: 'penalty', penalty: 1000 }
    expect(ended(play(game('sequence', data), [hit(1, 'a', 0), hit(2, 'a', 0), ...right(500), ...right(1002)]))).toBe(
      'solved 1004',
    )
    const early = play(game('sequence', data), [hit(2, 'b', 1), ...right(1001), { at: 9000, end: true }])
    expect(ended(early)).toBeNull()
  })

  it('a wrong one starts over with what of the last ones is a beginning: A A A B solves A A B', () => {
    const keys = (text: string) => [...text].map((_, i) => ({ signal: onSignal('a', 'hit', text.charCodeAt(i)) }))
    const pressed = (text: string) => [...text].map((_, i) => hit(10 * (i + 1), 'a', text.charCodeAt(i)))
    const solvedBy = (wanted: string, text: string) =>
      ended(play(game('sequence', { steps: keys(wanted) }), pressed(text)))
    expect(solvedBy('AAB', 'AAAB')).toBe('solved 40')
    expect(solvedBy('ABAC', 'ABABAC')).toBe('solved 60')
    expect(solvedBy('ABABC', 'ABACABABC')).toBe('solved 90')
    expect(solvedBy('AAB', 'ABAB')).toBeNull()
  })

  it('is what a list of the last ones and their times says, whatever is pressed when', () => {
    const key = fc.nat(2)
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 6 }),
        fc.array(fc.record({ key: fc.nat(3), gap: fc.constantFrom(1, 50, 99, 100, 101) }), { maxLength: 30 }),
        fc.constantFrom(null, 100),
        fc.constantFrom(null, 3, 8),
        (wanted, presses, window, attempts) => {
          let at = 0
          const timed = presses.map(({ key, gap }) => {
            at += gap
            return { key, at }
          })
          const data = { steps: wanted.map((k) => ({ signal: onSignal('a', 'hit', k) })), window, attempts }
          const trace = play(
            game('sequence', data),
            timed.map((press) => hit(press.at, 'a', press.key)),
          )
          expect(ended(trace)).toBe(byTheList(wanted, timed, window, attempts))
        },
      ),
      { numRuns: 300 },
    )
  })

  /** What was pressed without a gap that is too long, and how much of its tail is a beginning of what is wanted. */
  function byTheList(
    wanted: readonly number[],
    presses: readonly { key: number; at: number }[],
    window: number | null,
    attempts: number | null,
  ): string | null {
    let heard: number[] = []
    let [last, wrong] = [0, 0]
    for (const { key, at } of presses) {
      if (heard.length > 0 && window !== null && at - last >= window) heard = []
      if (!wanted.includes(key)) continue
      if (key !== wanted[heard.length] && ++wrong === attempts) return `failed ${at}`
      heard.push(key)
      while (heard.some((k, i) => k !== wanted[i])) heard.shift()
      if (heard.length === wanted.length) return `solved ${at}`
      last = at
    }
    return null
  }

  it('entered again it begins anew, or goes on where it was left', () => {
    const visits = (reset: string) =>
      ended(
        play(game('sequence', { steps, reset }), [
          hit(1, 'a', 0),
          hit(2, 'b', 1),
          go(3),
          go(4),
          hit(5, 'a', 2),
          ...right(10),
        ]),
      )
    expect(visits('entry')).toBe('solved 12')
    expect(visits('keep')).toBe('solved 5')
  })
})

describe('code', () => {
  const key = (at: number, value: string) => signal(at, 'pad', 'key', value)
  const typed = (at: number, text: string) => [...text].map((k, i) => key(at + i, k))
  const keys = { signal: { type: 'signal', role: 'pad', signal: 'key' }, reports: 'keys' }

  it('reported whole, as a number or a text, is any of its codes', () => {
    const data = { signal: { type: 'signal', role: 'pad', signal: 'code' }, codes: ['42', 7] }
    for (const value of [42, 7])
      expect(ended(play(game('code', data), [signal(1, 'pad', 'code', value)]))).toBe('solved 1')
    expect(ended(play(game('code', data), [signal(1, 'pad', 'code', 427)]))).toBeNull()
  })

  it('with an enter key may be of any length, and is judged only then', () => {
    const data = { ...keys, codes: ['12', '12345'], enterKey: '#' }
    expect(ended(play(game('code', data), typed(1, '12345#')))).toBe('solved 6')
    expect(ended(play(game('code', data), typed(1, '12#')))).toBe('solved 3')
    expect(ended(play(game('code', data), typed(1, '123#12#')))).toBe('solved 7')
    expect(ended(play(game('code', data), typed(1, '#')))).toBeNull()
  })

  it('keeps leading noughts, and has nothing to do with values', () => {
    expect(ended(play(game('code', { ...keys, codes: ['007'] }), typed(1, '007')))).toBe('solved 3')
    expect(ended(play(game('code', { ...keys, codes: ['007'], enterKey: '#' }), typed(1, '7#')))).toBeNull()
  })

  it('fails with the last attempt where it says so', () => {
    const data = { ...keys, codes: ['12'], attempts: 2, whenOut: 'fail', onWrong: [command('lock')] }
    const trace = play(game('code', data), typed(1, '1122'))
    expect([ended(trace), commandsOf(trace)]).toEqual(['failed 4', ['2 lock.lock', '4 lock.lock']])
  })

  it('entered again forgets its keys and its attempts, or keeps its attempts', () => {
    const visits = (reset: string) =>
      ended(
        play(game('code', { ...keys, codes: ['12'], attempts: 2, whenOut: 'fail', reset }), [
          ...typed(1, '11'),
          go(3),
          go(4),
          ...typed(5, '11'),
          ...typed(7, '12'),
        ]),
      )
    expect(visits('entry')).toBe('solved 8')
    expect(visits('keep')).toBe('failed 6')
  })

  it('that failed begins anew when it is entered again, also where it keeps what it remembers', () => {
    const again = buildGraph({
      roles: { pad: { signals: { key: { type: 'text', momentary: true } } } },
      nodes: [
        {
          id: 'p',
          type: 'code',
          data: { ...keys, signal: onSignal('pad', 'key'), codes: ['12'], attempts: 2, whenOut: 'fail', reset: 'keep' },
        },
        { id: 'pause', type: 'state' },
        { id: 'won', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [
        { id: 'f', source: 'p', target: 'pause', sourcePort: 'failed' },
        { id: 's', source: 'p', target: 'won', sourcePort: 'solved' },
        { id: 'b', source: 'pause', target: 'p', trigger: { type: 'operator', action: 'go' } },
      ],
    })
    const press = (from: number, text: string) => [...text].map((key, i) => signal(from + i, 'pad', 'key', key))
    const trace = play(again, [...press(1, '1111'), go(5), ...press(6, '11'), ...press(8, '12')])
    expect(actives(trace).slice(3)).toEqual(['p', 'pause', 'p', 'p', 'p', 'p', 'won'])
  })
})

describe('puzzles of conditions', () => {
  const conditions = [{ condition: signalIs('a', 'on', true) }, { condition: signalIs('b', 'on', true) }]
  const on = (at: number, role: string, value = true) => signal(at, role, 'on', value)

  it('what was right once is forgotten at the next entry, or kept', () => {
    const visits = (reset: string) =>
      ended(
        play(game('all-of', { conditions, latch: true, reset }), [
          on(1, 'a'),
          on(2, 'a', false),
          go(3),
          go(4),
          on(5, 'b'),
          { at: 9, end: true },
        ]),
      )
    expect(visits('entry')).toBeNull()
    expect(visits('keep')).toBe('solved 5')
  })

  it('held means all of them at once, with what is right once as with what is right now', () => {
    const inputs = [on(1, 'a'), on(50, 'b'), on(60, 'a', false), { at: 999, end: true }]
    expect(ended(play(game('all-of', { conditions, hold: 100, latch: true }), inputs))).toBe('solved 150')
    expect(ended(play(game('all-of', { conditions, hold: 100 }), inputs))).toBeNull()
  })

  it('that hold when they are entered are solved at once', () => {
    expect(ended(play(game('any-of', { conditions }), [go(1), on(2, 'b'), go(3)]))).toBe('solved 3')
  })
})

describe('rhythm', () => {
  const intervals = [300, 150, 450]
  it('hears a pattern if, and only if, every interval is within the tolerance', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.array(fc.integer({ min: -70, max: 70 }), { minLength: 3, maxLength: 3 }),
        (tolerance, off) => {
          let time = 100
          const beats = [0, ...intervals].map((interval, i) => {
            time += i === 0 ? 0 : interval + (off[i - 1] ?? 0)
            return time
          })
          const data = { signal: onSignal('a', 'hit'), intervals, tolerance }
          const trace = play(
            game('rhythm', data),
            beats.map((at) => hit(at, 'a')),
          )
          const right = off.every((ms) => Math.abs(ms) <= tolerance)
          expect(ended(trace)).toBe(right ? `solved ${beats.at(-1)}` : null)
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('count', () => {
  it('in a window is solved if, and only if, n of them lie within it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(120), { minLength: 3, maxLength: 12 }), fc.integer({ min: 2, max: 4 }), (gaps, n) => {
        let time = 0
        const beats = gaps.map((gap) => (time += gap))
        const first = beats.find((at, i) => i >= n - 1 && at - (beats[i - n + 1] ?? 0) <= 150)
        const trace = play(
          game('count', { signal: onSignal('a', 'hit'), n, within: 150 }),
          beats.map((at) => hit(at, 'a')),
        )
        expect(ended(trace)).toBe(first === undefined ? null : `solved ${first}`)
      }),
      { numRuns: 150 },
    )
  })
})
