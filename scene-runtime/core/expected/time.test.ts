import { describe } from 'vitest'
import {
  cel,
  e,
  end,
  ev,
  frozen,
  G,
  gr,
  n,
  op,
  type Part,
  pa,
  refused,
  resumed,
  S,
  show,
  sig,
  st,
  T,
} from './testing.ts'

describe('SG9 RT9 what falls due, and what never rests', () => {
  // eventless
  T(
    'decision loop',
    () =>
      show(G([st('a'), n('d', 'decision'), n('d2', 'decision')], [e('a', 'd', '!go'), e('d', 'd2'), e('d2', 'd')]), [
        op(1, 'go'),
      ]),
    ['0 a | +a', 'the scene never comes to rest'],
  )
  T(
    'condition ping-pong',
    () => show(G([st('a'), st('b')], [e('a', 'b', '?true'), e('b', 'a', '?true')]), [op(1, 'go')]),
    ['the scene never comes to rest'],
  )
  T(
    'condition self with latch',
    () =>
      show(G([st('a')], [e('a', null, '?a.on', { actions: [S('x')] })]), [
        sig(1, 'a.on', true),
        sig(2, 'a.on', true),
        sig(3, 'a.on', false),
        sig(4, 'a.on', true),
      ]),
    ['0 a | +a', '1 a | x', '2 a', '3 a', '4 a | x'],
  )
  T(
    'condition to itself (reenter) while true: once per entry? loops',
    () =>
      show(G([st('a')], [e('a', 'a', '?a.on', { actions: [S('x')] })]), [
        sig(1, 'a.on', true),
        sig(3, 'a.on', false),
        sig(4, 'a.on', true),
      ]),
    ['0 a | +a', '1 a | -a x +a', '3 a', '4 a | -a x +a'],
  )
  T(
    'self raise loop',
    () =>
      show(G([st('a')], [e('a', null, '@x', { actions: [{ type: 'emit', event: 'x', to: 'self' }] })]), [ev(1, 'x')]),
    ['0 a | +a', 'the scene never comes to rest'],
  )
  T('zero after self', () => show(G([st('a')], [e('a', 'a', '~0')]), [end(5)]), ['the scene never comes to rest'])
  T(
    'delay 0 loop',
    () =>
      show(
        G([n('a', 'delay', null, { duration: 0 }), n('b', 'delay', null, { duration: 0 })], [e('a', 'b'), e('b', 'a')]),
        [end(5)],
      ),
    ['the scene never comes to rest'],
  )
  T(
    'wait true loop',
    () =>
      show(
        G(
          [n('a', 'wait', null, { condition: cel('true') }), n('b', 'wait', null, { condition: cel('true') })],
          [e('a', 'b'), e('b', 'a')],
        ),
        [end(5)],
      ),
    ['the scene never comes to rest'],
  )
  T(
    'loop node with a body that ends at once, no count',
    () => show(G([n('l', 'loop', null, {}), n('x', 'end', 'l', { outcome: 'x' })], []), [end(5)]),
    ['the scene never comes to rest'],
  )
  T(
    'loop node with a body that ends at once, count 3',
    () =>
      show(
        G(
          [
            n('l', 'loop', null, { count: 3 }),
            n('c', 'checkpoint', 'l'),
            n('x', 'end', 'l', { outcome: 'x' }),
            st('z'),
          ],
          [e('c', 'x'), e('l', 'z')],
        ),
        [end(5)],
      ),
    ['0 z | <checkpoint> <checkpoint> <checkpoint> +z', '5 z'],
  )
  T(
    'loop count 5000 instantaneous',
    () =>
      show(G([n('l', 'loop', null, { count: 5000 }), n('x', 'end', 'l', { outcome: 'x' }), st('z')], [e('l', 'z')]), [
        end(5),
      ]),
    ['the scene never comes to rest'],
  )
  const chain = (length: number): (() => string[]) => {
    const decisions = Array.from({ length }, (_, i) => n(`d${i}`, 'decision'))
    const edges = decisions.map((_, i) => e(`d${i}`, i === length - 1 ? 'z' : `d${i + 1}`))
    return () => show(G([n('s', 'decision'), ...decisions, st('z')], [e('s', 'd0'), ...edges]), [])
  }
  T('RT9 500 decisions in one step', chain(500), ['0 z | +z'])
  T('RT9 1,500 are taken for a circle', chain(1_500), ['the scene never comes to rest'])
  // deadlines at one moment
  T(
    'inner deadline first, then outer gone',
    () =>
      show(
        G(
          [gr('g'), st('a', 'g'), st('b', 'g'), st('z')],
          [e('a', 'b', '~10', { actions: [S('i')] }), e('g', 'z', '~10', { actions: [S('o')] })],
        ),
        [end(20)],
      ),
    ['0 a | +g +a', '10t b | -a i +b', '10t z | -b -g o +z', '20 z'],
  )
  T(
    'two after edges same source same time, order decides',
    () =>
      show(G([st('a'), st('b'), st('c')], [e('a', 'b', '~10', { order: 3 }), e('a', 'c', '~10', { order: 1 })]), [
        end(20),
      ]),
    ['0 a | +a', '10t c | -a +c', '20 c'],
  )
  T(
    'input at the deadline',
    () =>
      show(G([st('a'), st('b'), st('c')], [e('a', 'b', '~10'), e('a', 'c', '!go'), e('b', 'c', '!go')]), [
        op(10, 'go'),
      ]),
    ['0 a | +a', '10t b | -a +b', '10 c | -b +c'],
  )
  T(
    'regions: document order at the same moment',
    () =>
      show(
        G(
          [
            pa('p'),
            gr('r', 'p'),
            st('a', 'r'),
            n('x', 'end', 'r', { outcome: 'x' }),
            gr('q', 'p'),
            st('c', 'q'),
            n('y', 'end', 'q', { outcome: 'y' }),
          ],
          [e('c', 'y', '~10', { actions: [S('c')] }), e('a', 'x', '~10', { actions: [S('a')] })],
        ),
        [end(20)],
      ),
    ['0 a+c | +p +r +a +q +c', '10t c+x | -a a', '10t x+y | -c c', '20 x+y'],
  )
  T(
    'delay that starts when another ends at the same moment',
    () =>
      show(
        G(
          [n('a', 'delay', null, { duration: 10 }), n('b', 'delay', null, { duration: 0 }), st('c')],
          [e('a', 'b'), e('b', 'c')],
        ),
        [end(10)],
      ),
    ['0 a', '10t b', '10t c | +c', '10 c'],
  )
  // freeze at the deadline
  T('freeze at the moment', () => show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(10), resumed(50)]), [
    '0 a | +a',
    '10t b | -a +b',
    '10 b',
    '50 b',
  ])
  T('freeze one before', () => show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(9), resumed(50), end(60)]), [
    '0 a | +a',
    '9 a',
    '50 a',
    '51t b | -a +b',
    '60 b',
  ])
  T(
    'freeze twice / resume twice',
    () => show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(5), frozen(7), resumed(10), resumed(12), end(60)]),
    ['0 a | +a', '5 a', '7 a', '10 a', '12 a', '15t b | -a +b', '60 b'],
  )
  T(
    'freeze and resume at one moment',
    () => show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(5), resumed(5), end(10)]),
    ['0 a | +a', '5 a', '5 a', '10t b | -a +b', '10 b'],
  )
  T(
    'frozen runs',
    () =>
      show(G([st('a'), st('b')], [e('a', 'b', { type: 'after', duration: 10, timing: { frozen: 'runs' } })]), [
        frozen(5),
        resumed(50),
        end(60),
      ]),
    ['0 a | +a', '5 a', '10t b | -a +b', '50 b', '60 b'],
  )
  T(
    'inputs while frozen applied at resume',
    () =>
      show(G([st('a'), st('b'), st('c')], [e('a', 'b', '!go'), e('b', 'c', '!go')]), [
        frozen(5),
        op(6, 'go'),
        op(7, 'go'),
        resumed(9),
      ]),
    ['0 a | +a', '5 a', '6 a', '7 a', '9 a', '9 b | -a +b', '9 c | -b +c'],
  )
  T(
    'discard',
    () =>
      show(G([st('a'), st('b')], [e('a', 'b', '?a.on')]), [
        frozen(5),
        sig(6, 'a.on', true),
        resumed(9, 'discard'),
        sig(10, 'a.on', true),
      ]),
    ['0 a | +a', '5 a', '6 a', '9 b | -a +b', '10 b'],
  )
  T(
    'freeze through restart',
    () =>
      show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(5), { at: 20, restart: true }, resumed(30), end(60)]),
    ['0 a | +a', '5 a', '20R a', '30 a', '35t b | -a +b', '60 b'],
  )
  T(
    'end while frozen',
    () =>
      show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [frozen(5), { at: 6, end: { outcome: 'failed' } }, end(60)]),
    ['0 a | +a', '5 a', '6 a =failed', '60 a =failed'],
  )
  // adjust
  const timer = (more: Part = {}) => G([n('t', 'timer', null, { duration: 100, ...more }), st('z')], [e('t', 'z')])
  const adj = (at: number, timer: string, by: number) => ({ at, adjust: { timer, by } })
  T('adjust plus', () => show(timer(), [adj(50, 't', 30), end(200)]), ['0 t', '50 t', '130t z | +z', '200 z'])
  T('adjust minus beyond', () => show(timer(), [adj(50, 't', -80), end(200)]), ['0 t', '50 t', '50t z | +z', '200 z'])
  T('adjust at the deadline comes too late', () => show(timer(), [adj(100, 't', 80), end(200)]), [
    '0 t',
    '100t z | +z',
    '100 z',
    '200 z',
  ])
  T('adjust frozen', () => show(timer(), [frozen(50), adj(60, 't', 30), resumed(70), end(200)]), [
    '0 t',
    '50 t',
    '60 t',
    '70 t',
    '150t z | +z',
    '200 z',
  ])
  T('adjust frozen minus beyond', () => show(timer(), [frozen(50), adj(60, 't', -80), resumed(70), end(200)]), [
    '0 t',
    '50 t',
    '60 t',
    '70 t',
    '70t z | +z',
    '200 z',
  ])
  T('adjust what is not there', () => show(timer(), [adj(50, 'nope', 30), end(200)]), [
    '0 t',
    '50 t',
    '100t z | +z',
    '200 z',
  ])
  T(
    'adjust a delay: not visible',
    () => show(G([n('t', 'delay', null, { duration: 100 }), st('z')], [e('t', 'z')]), [adj(50, 't', 30), end(200)]),
    ['0 t', '50 t', '100t z | +z', '200 z'],
  )
  T(
    'adjust then restart then reload',
    () =>
      show(timer(), [adj(50, 't', 30), { at: 60, restart: true }, { at: 70, reload: 's' }, end(200)], { s: timer() }),
    ['0 t', '50 t', '60R t', '70L t', '130t z | +z', '200 z'],
  )
  T(
    'adjust, then shorter reload',
    () => show(timer(), [adj(50, 't', 30), { at: 70, reload: 's' }, end(200)], { s: timer({ duration: 60 }) }),
    ['0 t', '50 t', '70L t', '90t z | +z', '200 z'],
  )
  T('adjust by a fraction', () => show(timer(), [adj(50, 't', 0.5), end(200)]), [
    '0 t',
    '50 t',
    '100.5t z | +z',
    '200 z',
  ])
  T('adjust of stopped', () => show(timer({ running: false }), [adj(50, 't', 30), end(1000)]), [
    '0 t',
    '50 t',
    '1000 t',
  ])
  // durations
  const dur = (d: unknown, vars: Part = {}) =>
    G([n('t', 'delay', null, { duration: d }), st('z')], [e('t', 'z')], { variables: vars })
  T('negative expression', () => show(dur(cel('-5')), [end(5)]), ['0 t', '0t z | +z', '5 z'])
  T('division by zero', () => show(dur(cel('1 / 0')), [end(5e9)]), ['0 t', '5000000000 t'])
  T('0/0', () => show(dur(cel('0.0 / 0.0')), [end(5e9)]), ['0 t', '5000000000 t'])
  T('unknown', () => show(dur(cel('a.level * 10')), [sig(10, 'a.level', 2), end(100)]), ['0 t', '10 t', '100 t'])
  T('huge', () => show(dur(cel('1e300')), [end(5e9)]), ['0 t', '5000000000 t'])
  T('overflow', () => show(dur(cel('1e300 * 1e300')), [end(5e9)]), ['0 t', '5000000000 t'])
  T('fraction', () => show(dur(cel('0.5')), [end(5)]), ['0 t', '0.5t z | +z', '5 z'])
  T('text duration', () => show(dur(cel('"abc"')), [end(5)]), ['invalid: expression/error'])
  T('bool duration', () => show(dur(cel('true')), [end(5)]), ['invalid: expression/error'])
  T(
    'duration variable',
    () => show(dur({ type: 'variable', name: 'v' }, { v: { type: 'duration', initial: 7 } }), [end(9)]),
    ['0 t {v=7}', '7t z | +z {v=7}', '9 z {v=7}'],
  )
  T('negative literal', () => refused(() => show(dur(-5), [end(5)])), ['refused'])
  // random
  const rnd = (choices: Part[]) =>
    G(
      [n('r', 'random', null, { choices }), st('x'), st('y')],
      choices.map((c, i) => e('r', i === 0 ? 'x' : 'y', null, { sourcePort: c.id })),
    )
  T(
    'weight 0 never',
    () => [
      [
        ...new Set(
          Array.from(
            { length: 60 },
            (_, i) =>
              show(
                rnd([
                  { id: 'a', weight: 0 },
                  { id: 'b', weight: 1 },
                ]),
                [],
                {},
                i,
              )[0],
          ),
        ),
      ].join(),
    ],
    ['0 y | +y'],
  )
  T(
    'all weights 0',
    () =>
      show(
        rnd([
          { id: 'a', weight: 0 },
          { id: 'b', weight: 0 },
        ]),
        [],
      ),
    ['0 y | +y'],
  )
  T('no choices', () => show(G([n('r', 'random', null, { choices: [] }), st('x')], [e('r', 'x', '!go')]), []), [
    'invalid: node/incomplete',
  ])
  T(
    'loop count 0',
    () =>
      refused(() =>
        show(G([n('l', 'loop', null, { count: 0 }), n('x', 'end', 'l', { outcome: 'x' }), st('z')], [e('l', 'z')]), [
          end(5),
        ]),
      ),
    ['refused'],
  )
})
