import { describe } from 'vitest'
import {
  cel,
  e,
  end,
  ev,
  frozen,
  G,
  gr,
  is,
  n,
  op,
  type Part,
  pa,
  resumed,
  S,
  set,
  show,
  sig,
  st,
  T,
} from './testing.ts'

/** One puzzle `p`; solved it goes on to `z`, failed to `f`. `go` leaves it and comes back. */
const puzzle = (type: string, data: Part, more: Part = {}) =>
  G(
    [n('p', type, null, { entry: [S('in')], exit: [S('out')], ...data }), st('z'), st('f'), n('away', 'state')],
    [
      e('p', 'z', null, { sourcePort: 'solved' }),
      e('p', 'f', null, { sourcePort: 'failed' }),
      e('p', 'away', '!go'),
      e('away', 'p', '!go'),
    ],
    more,
  )
const both = [{ condition: is('a.on') }, { condition: is('b.on') }]
const of = (path: string): Part => ({ role: path.split('.')[0], signal: path.split('.')[1] })
const hit = { type: 'signal', role: 'a', signal: 'hit' }
const reset = (at: number, node = 'p'): Part => ({ at, reset: { node } })
const bypass = (at: number, node = 'p'): Part => ({ at, bypass: { node } })
const override = (at: number, node = 'p'): Part => ({ at, override: { node } })
const adjust = (at: number, timer: string, by: number): Part => ({ at, adjust: { timer, by } })

describe('SG5 puzzles of conditions', () => {
  T('none of no conditions', () => show(puzzle('all-of', { conditions: [] }), []), ['invalid: node/incomplete'])
  T(
    'hold breaks when one breaks',
    () =>
      show(puzzle('all-of', { conditions: both, hold: 10 }), [
        sig(1, 'a.on', true),
        sig(2, 'b.on', true),
        sig(11, 'a.on', false),
        sig(11, 'a.on', true),
        end(30),
      ]),
    ['0 p | in', '1 p', '2 p', '11 p', '11 p', '21t z | out +z', '30 z'],
  )
  T(
    'any: the hold goes on when another takes over in the same input order',
    () =>
      show(puzzle('any-of', { conditions: both, hold: 10 }), [
        sig(1, 'a.on', true),
        sig(5, 'b.on', true),
        sig(6, 'a.on', false),
        end(30),
      ]),
    ['0 p | in', '1 p', '5 p', '6 p', '11t z | out +z', '30 z'],
  )
  T(
    'n of: two of two',
    () =>
      show(puzzle('n-of', { n: 2, conditions: both }), [
        sig(1, 'a.on', true),
        sig(2, 'a.on', true),
        sig(3, 'b.on', true),
      ]),
    ['0 p | in', '1 p', '2 p', '3 z | out +z'],
  )
  T('n of: three of two is refused', () => show(puzzle('n-of', { n: 3, conditions: both }), []), [
    'invalid: condition/never',
  ])
  T(
    'latch: never both at once',
    () =>
      show(puzzle('all-of', { conditions: both, latch: true }), [
        sig(1, 'a.on', true),
        sig(2, 'a.on', false),
        sig(3, 'b.on', true),
      ]),
    ['0 p | in', '1 p', '2 p', '3 z | out +z'],
  )
  T(
    'latch and keep, left in between',
    () =>
      show(puzzle('all-of', { conditions: both, latch: true, reset: 'keep' }), [
        sig(1, 'a.on', true),
        sig(2, 'a.on', false),
        op(3, 'go'),
        op(4, 'go'),
        sig(5, 'b.on', true),
      ]),
    ['0 p | in', '1 p', '2 p', '3 away | out', '4 p | in', '5 z | out +z'],
  )
  T(
    'latch, entered anew',
    () =>
      show(puzzle('all-of', { conditions: both, latch: true }), [
        sig(1, 'a.on', true),
        sig(2, 'a.on', false),
        op(3, 'go'),
        op(4, 'go'),
        sig(5, 'b.on', true),
      ]),
    ['0 p | in', '1 p', '2 p', '3 away | out', '4 p | in', '5 p'],
  )
  T('limit fails', () => show(puzzle('all-of', { conditions: both, limit: 10, atLimit: 'fail' }), [end(20)]), [
    '0 p | in',
    '10t f | out +f',
    '20 f',
  ])
  T(
    'limit at the moment of the solving input comes first',
    () => show(puzzle('any-of', { conditions: both, limit: 10, atLimit: 'fail' }), [sig(10, 'a.on', true)]),
    ['0 p | in', '10t f | out +f', '10 f'],
  )
  T(
    'limit tells once and the puzzle goes on',
    () => show(puzzle('any-of', { conditions: both, limit: 10 }), [sig(50, 'a.on', true)]),
    ['0 p | in', '10t p | <notify p takes longer than planned>', '50 z | out +z'],
  )
  T('limit of nothing tells at once', () => show(puzzle('any-of', { conditions: both, limit: 0 }), []), [
    '0 p | in',
    '0t p | <notify p takes longer than planned>',
  ])
  T(
    'a limit is put off',
    () => show(puzzle('any-of', { conditions: both, limit: 10, atLimit: 'fail' }), [adjust(9, 'p/limit', 5), end(20)]),
    ['0 p | in', '9 p', '15t f | out +f', '20 f'],
  )
  T(
    'a held condition and the limit at one moment: solved',
    () =>
      show(puzzle('hold', { condition: is('a.on'), for: 10, limit: 11, atLimit: 'fail' }), [
        sig(1, 'a.on', true),
        end(20),
      ]),
    ['0 p | in', '1 p', '11t z | out +z', '20 z'],
  )
  T('hold of nothing', () => show(puzzle('hold', { condition: is('a.on'), for: 0 }), [sig(1, 'a.on', true)]), [
    '0 p | in',
    '1 z | out +z',
  ])
  T(
    'hold true at entry counts from the entry',
    () => show(puzzle('hold', { condition: { type: 'not', of: is('a.on') }, for: 10 }), [end(20)]),
    ['0 p | in', '10t z | out +z', '20 z'],
  )
})

describe('SG2 puzzles of values', () => {
  const dial = (more: Part = {}) =>
    puzzle('dial', { dials: [{ signal: of('a.level'), target: 0.1, tolerance: 0.2 }], ...more })
  T('dial: ends included, as decimals are read', () => show(dial(), [sig(1, 'a.level', 0.3)]), [
    '0 p | in',
    '1 z | out +z',
  ])
  T('dial: below zero', () => show(dial(), [sig(1, 'a.level', -0.1)]), ['0 p | in', '1 z | out +z'])
  T('dial: a hair beside', () => show(dial(), [sig(1, 'a.level', -0.1001)]), ['0 p | in', '1 p'])
  T(
    'dial: the set point is a variable',
    () =>
      show(
        puzzle(
          'dial',
          { dials: [{ signal: of('a.level'), target: { type: 'variable', name: 'v' }, tolerance: 0 }] },
          { variables: { v: { type: 'number', initial: 7 } } },
        ),
        [sig(1, 'a.level', 6.5), sig(2, 'a.level', 7)],
      ),
    ['0 p | in {v=7}', '1 p {v=7}', '2 z | out +z {v=7}'],
  )
  T(
    'dial: tolerance below nothing is refused',
    () => show(puzzle('dial', { dials: [{ signal: of('a.level'), target: 1, tolerance: -1 }] }), []),
    ['invalid: condition/never'],
  )
  T(
    'tags: a number and its text are the same',
    () =>
      show(puzzle('tags', { readers: [{ signal: of('a.text'), tag: 42 }] }), [
        sig(1, 'a.text', '042'),
        sig(2, 'a.text', '42'),
      ]),
    ['0 p | in', '1 p', '2 z | out +z'],
  )
  T(
    'tags: steady is broken by a swap',
    () =>
      show(puzzle('tags', { readers: [{ signal: of('a.text'), tag: 'x' }], steady: 10 }), [
        sig(1, 'a.text', 'x'),
        sig(5, 'a.text', 'y'),
        sig(6, 'a.text', 'x'),
        end(20),
      ]),
    ['0 p | in', '1 p', '5 p', '6 p', '16t z | out +z', '20 z'],
  )
  T(
    'switches: never heard is not off',
    () => show(puzzle('switches', { switches: [{ signal: of('a.on'), value: false }] }), [sig(1, 'a.on', false)]),
    ['0 p | in', '1 z | out +z'],
  )
  T(
    'weight: ends included',
    () =>
      show(puzzle('weight', { scale: of('a.level'), target: 500, tolerance: 5, steady: 0 }), [
        sig(1, 'a.level', 494.99),
        sig(2, 'a.level', 505),
      ]),
    ['0 p | in', '1 p', '2 z | out +z'],
  )
  T(
    'weight: steady through a wobble inside',
    () =>
      show(puzzle('weight', { scale: of('a.level'), target: 500, tolerance: 5, steady: 10 }), [
        sig(1, 'a.level', 500),
        sig(5, 'a.level', 504),
        end(20),
      ]),
    ['0 p | in', '1 p', '5 p', '11t z | out +z', '20 z'],
  )
})

describe('SG1 puzzles of events', () => {
  const hits = (...at: number[]) => at.map((time) => sig(time, 'a.hit', 1))
  T('count: in all', () => show(puzzle('count', { signal: hit, n: 3 }), hits(1, 500, 9000)), [
    '0 p | in',
    '1 p',
    '500 p',
    '9000 z | out +z',
  ])
  T(
    'count: a window, its ends included',
    () => show(puzzle('count', { signal: hit, n: 3, within: 100 }), hits(1, 50, 102, 150)),
    ['0 p | in', '1 p', '50 p', '102 p', '150 z | out +z'],
  )
  T(
    'count: other values do not count',
    () => show(puzzle('count', { signal: { ...hit, match: 2 }, n: 1 }), [...hits(1), sig(2, 'a.hit', 2)]),
    ['0 p | in', '1 p', '2 z | out +z'],
  )
  T(
    'count: begins anew when it is reset',
    () => show(puzzle('count', { signal: hit, n: 2 }), [...hits(1), reset(2), ...hits(3, 4)]),
    ['0 p | in', '1 p', '2 p | out in', '3 p', '4 z | out +z'],
  )
  const keys = (more: Part = {}) =>
    puzzle('code', { signal: { type: 'signal', role: 'a', signal: 'hit' }, reports: 'keys', codes: ['12'], ...more })
  const typed = (from: number, text: string) => [...text].map((key, i) => sig(from + i, 'a.hit', Number(key)))
  T('code: judged after its length, then anew', () => show(keys(), typed(1, '1312')), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
    '4 z | out +z',
  ])
  T('code: one key too many puts it out of step', () => show(keys(), typed(1, '312')), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
  ])
  T('code: unless it forgets', () => show(keys({ window: 100 }), [...typed(1, '3'), ...typed(200, '12')]), [
    '0 p | in',
    '1 p',
    '101t p',
    '200 p',
    '201 z | out +z',
  ])
  T('code: forgets at exactly so long', () => show(keys({ window: 100 }), [...typed(1, '1'), ...typed(101, '2')]), [
    '0 p | in',
    '1 p',
    '101t p',
    '101 p',
  ])
  T('code: the clear key', () => show(keys({ clearKey: 0 }), typed(1, '3012')), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
    '4 z | out +z',
  ])
  T(
    'code: too long before the enter key is wrong',
    () => show(keys({ enterKey: 9, onWrong: [S('no')] }), typed(1, '129312912')),
    ['0 p | in', '1 p', '2 p', '3 z | out +z', ...[4, 5, 6, 7, 8, 9].map((at) => `${at} z`)],
  )
  T('code: 3 1 2 enter is not 1 2', () => show(keys({ enterKey: 9, onWrong: [S('no')] }), typed(1, '3129129')), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
    '4 p | no',
    '5 p',
    '6 p',
    '7 z | out +z',
  ])
  T(
    'code: the lock ends at its moment, before a key',
    () => show(keys({ attempts: 1, lockOut: 100 }), [...typed(1, '33'), ...typed(50, '12'), ...typed(102, '12')]),
    ['0 p | in', '1 p', '2 p', '50 p', '51 p', '102t p', '102 p', '103 z | out +z'],
  )
  T(
    'code: the lock stands still while frozen',
    () =>
      show(keys({ attempts: 1, lockOut: 100 }), [
        ...typed(1, '33'),
        frozen(50),
        resumed(150),
        ...typed(199, '12'),
        ...typed(202, '12'),
      ]),
    ['0 p | in', '1 p', '2 p', '50 p', '150 p', '199 p', '200 p', '202t p', '202 p', '203 z | out +z'],
  )
  const beats = (more: Part = {}) => puzzle('rhythm', { signal: hit, intervals: [300, 100], tolerance: 10, ...more })
  T('rhythm: both ends of the tolerance', () => show(beats(), hits(0, 290, 400)), [
    '0 p | in',
    '0 p',
    '290 p',
    '400 z | out +z',
  ])
  T('rhythm: early is the first of a new try', () => show(beats(), hits(0, 289, 589, 689)), [
    '0 p | in',
    '0 p',
    '289 p',
    '589 p',
    '689 z | out +z',
  ])
  T('rhythm: late starts over, in silence', () => show(beats({ onWrong: [S('no')] }), hits(0, 311, 611, 711)), [
    '0 p | in',
    '0 p',
    '311t p',
    '311 p',
    '611 p',
    '711 z | out +z',
  ])
  T('rhythm: one beat alone', () => show(puzzle('rhythm', { signal: hit, intervals: [] }), []), [
    'invalid: node/incomplete',
  ])
})

describe('what the game master does to them', () => {
  const one = () => puzzle('hold', { condition: is('a.on'), for: 10 })
  T('override is solved', () => show(one(), [override(1)]), ['0 p | in', '1 z | out +z'])
  T('bypass goes the way of solved', () => show(one(), [bypass(1)]), ['0 p | in', '1 z | out +z'])
  T('while frozen it is recorded', () => show(one(), [frozen(1), override(2), resumed(3)]), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
    '3 z | out +z',
  ])
  T('and may be thrown away', () => show(one(), [frozen(1), override(2), resumed(3, 'discard'), end(4)]), [
    '0 p | in',
    '1 p',
    '2 p',
    '3 p',
    '4 p',
  ])
  T('twice is once', () => show(one(), [override(1), override(2)]), ['0 p | in', '1 z | out +z', '2 z'])
  T(
    'reset leaves the regions beside it alone',
    () =>
      show(
        G(
          [
            pa('w'),
            gr('r', 'w'),
            st('x', 'r'),
            st('y', 'r'),
            n('re', 'end', 'r'),
            gr('q', 'w'),
            st('u', 'q'),
            st('v', 'q'),
            n('qe', 'end', 'q'),
          ],
          [e('x', 'y', '@k'), e('u', 'v', '@k'), e('y', 're', '!re'), e('v', 'qe', '!qe')],
        ),
        [ev(1, 'k'), reset(2, 'r')],
      ),
    ['0 u+x | +w +r +x +q +u', '1 v+y | -u -x +y +v', '2 v+x | -y -r +r +x'],
  )
  T(
    'an ended game hears nothing',
    () =>
      show(G([st('a'), n('z', 'end', null, { outcome: 'solved' })], [e('a', 'z', '!go')]), [
        op(1, 'go'),
        op(2, 'go'),
        override(3, 'a'),
        { at: 4, restart: true },
        end(5),
      ]),
    ['0 a | +a', '1 z | -a =solved', '2 z =solved', '3 z =solved', '4R z =solved', '5 z =solved'],
  )
  T(
    'abandoned it stands where it stood',
    () => show(G([st('a'), st('b')], [e('a', 'b', '~10')]), [{ at: 5, abandon: true }, end(20)]),
    ['0 a | +a', '5 a =abandoned', '20 a =abandoned'],
  )
})

describe('loops and what they hold', () => {
  const loop = (data: Part) =>
    G(
      [
        n('l', 'loop', null, data),
        n('w', 'wait', 'l', { condition: is('a.on') }),
        n('o', 'wait', 'l', { condition: { type: 'not', of: is('a.on') } }),
        n('x', 'end', 'l', { outcome: 'x' }),
        n('y', 'end', 'l', { outcome: 'y' }),
        st('z'),
      ],
      [e('w', 'o'), e('o', 'x'), e('w', 'y', '!y'), e('l', 'z')],
    )
  const round = (at: number) => [sig(at, 'a.on', true), sig(at + 1, 'a.on', false)]
  T('two rounds', () => show(loop({ count: 2 }), [...round(1), ...round(3)]), ['0 w', '1 o', '2 w', '3 o', '4 z | +z'])
  T('another outcome ends a round as well', () => show(loop({ count: 2 }), [op(1, 'y'), op(2, 'y')]), [
    '0 w',
    '1 w',
    '2 z | +z',
  ])
  T(
    'leave on leads by an exit of its own, which nobody drew here',
    () => show(loop({ count: 9, leaveOn: ['y'] }), [...round(1), op(3, 'y')]),
    ['0 w', '1 o', '2 w', '3 l'],
  )
  T(
    'until is looked at at the end of a round',
    () => show(loop({ until: is('b.on') }), [...round(1), sig(3, 'b.on', true), ...round(4)]),
    ['0 w', '1 o', '2 w', '3 w', '4 o', '5 z | +z'],
  )
  T(
    'a wait for what holds is passed at once',
    () => show(G([n('w', 'wait', null, { condition: cel('1 < 2') }), st('z')], [e('w', 'z')]), []),
    ['0 z | +z'],
  )
  T(
    'a wait of no time leaves by timeout',
    () =>
      show(
        G(
          [n('w', 'wait', null, { condition: is('a.on'), limit: 0 }), st('z'), st('y')],
          [e('w', 'z'), e('w', 'y', null, { sourcePort: 'timeout' })],
        ),
        [],
      ),
    ['0 w', '0t y | +y'],
  )
  T(
    'a wait that holds at the moment of its limit: the limit',
    () =>
      show(
        G(
          [n('w', 'wait', null, { condition: is('a.on'), limit: 10 }), st('z'), st('y')],
          [e('w', 'z'), e('w', 'y', null, { sourcePort: 'timeout' })],
        ),
        [sig(10, 'a.on', true)],
      ),
    ['0 w', '10t y | +y', '10 y'],
  )
  T(
    'an action that turns a timer which is not active does nothing',
    () =>
      show(
        G(
          [st('a'), n('t', 'timer', null, { duration: 10 }), st('z')],
          [
            e('a', null, '!go', { actions: [{ type: 'timer', op: 'add', node: 't', by: 50 }, S('x')] }),
            e('a', 't', '!on'),
            e('t', 'z'),
          ],
        ),
        [op(1, 'go'), op(2, 'on'), end(20)],
      ),
    ['0 a | +a', '1 a | x', '2 t | -a', '12t z | +z', '20 z'],
  )
  T(
    'a variable is set by each action in its turn',
    () =>
      show(
        G(
          [st('a')],
          [e('a', null, '!go', { actions: [set('v', cel('v * 2')), set('v', 1, 'add'), set('v', cel('v * 2'))] })],
          { variables: { v: { type: 'number', initial: 1 } } },
        ),
        [op(1, 'go'), op(2, 'go')],
      ),
    ['0 a | +a {v=1}', '1 a {v=6}', '2 a {v=26}'],
  )
})
