import { describe } from 'vitest'
import { ack, cel, e, end, frozen, G, gr, n, op, type Part, resumed, S, set, show, sig, st, T } from './testing.ts'

describe('SG1 SG3 SG6 nodes at their borders', () => {
  // cues
  const cue = (steps: Part[], retries = 0, extra: Part[] = []) =>
    G(
      [n('q', 'cue', null, { steps, retries }), st('ok'), st('no'), ...extra],
      [e('q', 'ok'), e('q', 'no', null, { sourcePort: 'failed' })],
    )
  const W = (x: string, wait: string | number, more: Part = {}): Part => ({
    id: x,
    action: { ...S(x), ...more },
    wait,
  })
  T('cue empty', () => show(cue([]), []), ['0 ok | +ok'])
  T('cue none', () => show(cue([W('a', 'none'), W('b', 'none')]), []), ['0 ok | a b +ok'])
  T('cue default wait', () => show(cue([{ action: S('a') }]), []), ['0 ok | a +ok'])
  T('cue ms 0', () => show(cue([W('a', 0), W('b', 'none')]), [end(1)]), ['0 q | a', '0t ok | b +ok', '1 ok'])
  T('cue ack', () => show(cue([W('a', 'acknowledged'), W('b', 'none')]), [ack(5, 'sim.0.0')]), [
    '0 q | a',
    '5 ok | b +ok',
  ])
  T('cue ack duplicate', () => show(cue([W('a', 'acknowledged')]), [ack(5, 'sim.0.0', 'duplicate')]), [
    '0 q | a',
    '5 ok | +ok',
  ])
  T('cue ack of another', () => show(cue([W('a', 'acknowledged')]), [ack(5, 'sim.9.0'), ack(6, 'sim.0.0')]), [
    '0 q | a',
    '5 q',
    '6 ok | +ok',
  ])
  T('cue ack refused', () => show(cue([W('a', 'acknowledged')]), [ack(5, 'sim.0.0', 'rejected')]), [
    '0 q | a',
    '5 no | +no',
  ])
  T('cue ack exactly at timeout: late', () => show(cue([W('a', 'acknowledged')]), [ack(5000, 'sim.0.0')]), [
    '0 q | a',
    '5000t no | +no',
    '5000 no',
  ])
  T('cue ack at 4999', () => show(cue([W('a', 'acknowledged')]), [ack(4999, 'sim.0.0')]), ['0 q | a', '4999 ok | +ok'])
  T('cue ackWithin', () => show(cue([W('a', 'acknowledged', { ackWithin: 100 })]), [end(200)]), [
    '0 q | a',
    '100t no | +no',
    '200 no',
  ])
  T('cue retries 2 then failed', () => show(cue([W('a', 'acknowledged', { ackWithin: 100 })], 2), [end(400)]), [
    '0 q | a',
    '100t q | a',
    '200t q | a',
    '300t no | +no',
    '400 no',
  ])
  T(
    'cue retries: old ack ignored',
    () => show(cue([W('a', 'acknowledged', { ackWithin: 100 })], 1), [ack(150, 'sim.0.0'), ack(160, 'sim.1.0')]),
    ['0 q | a', '100t q | a', '150 q', '160 ok | +ok'],
  )
  T(
    'cue late ack after timeout of an earlier step',
    () =>
      show(cue([W('a', 'acknowledged', { ackWithin: 100 }), W('b', 'acknowledged')], 1), [
        ack(50, 'sim.0.0'),
        ack(60, 'sim.0.0'),
        ack(70, 'sim.1.0'),
      ]),
    ['0 q | a', '50 q | b', '60 q', '70 ok | +ok'],
  )
  T('finished', () => show(cue([W('a', 'finished')]), [ack(50, 'sim.0.0')]), ['0 q | a', '50 ok | +ok'])
  T(
    'ack before failed: interplay of retries per step',
    () =>
      show(cue([W('a', 'acknowledged', { ackWithin: 100 }), W('b', 'acknowledged', { ackWithin: 100 })], 1), [
        ack(150, 'sim.1.0'),
        end(500),
      ]),
    ['0 q | a', '100t q | a', '150 q | b', '250t q | b', '350t no | +no', '500 no'],
  )
  T(
    'wait acknowledged of no command',
    () => show(cue([{ id: 'l', action: { type: 'log', message: 'x' }, wait: 'acknowledged' }]), []),
    ['0 ok | <log x> +ok'],
  )
  T(
    'cue failed w/o edge stays',
    () =>
      show(G([n('q', 'cue', null, { steps: [W('a', 'acknowledged')] }), st('ok')], [e('q', 'ok')]), [
        ack(1, 'sim.0.0', 'rejected'),
        end(2),
      ]),
    ['0 q | a', '1 q', '2 q'],
  )
  T(
    'cue frozen: ack recorded',
    () => show(cue([W('a', 'acknowledged')]), [frozen(10), ack(20, 'sim.0.0'), resumed(30)]),
    ['0 q | a', '10 q', '20 q', '30 q', '30 ok | +ok'],
  )
  T(
    'cue frozen: deadline stands',
    () => show(cue([W('a', 'acknowledged')]), [frozen(10), resumed(9000), ack(9000 + 4989, 'sim.0.0')]),
    ['0 q | a', '10 q', '9000 q', '13989 ok | +ok'],
  )
  T('cue restart', () => show(cue([W('a', 'acknowledged')], 1), [{ at: 10, restart: true }, ack(20, 'sim.0.0')]), [
    '0 q | a',
    '10R q',
    '20 ok | +ok',
  ])
  // timeline
  const tl = (items: Part[], more: Part = {}) =>
    G([n('t', 'timeline', null, { items, ...more }), st('z')], [e('t', 'z')])
  T('timeline zero length', () => show(tl([{ at: 0, action: S('a') }]), [end(1)]), [
    '0 t',
    '0t t | a',
    '0t z | +z',
    '1 z',
  ])
  T('timeline empty', () => show(tl([]), [end(1)]), ['0 t', '0t z | +z', '1 z'])
  T('timeline length 0 no items', () => show(tl([], { length: 0 }), [end(1)]), ['0 t', '0t z | +z', '1 z'])
  T(
    'timeline same offsets list order',
    () =>
      show(
        tl([
          { at: 10, action: S('a') },
          { at: 5, action: S('b') },
          { at: 10, action: S('c') },
        ]),
        [end(20)],
      ),
    ['0 t', '5t t | b', '10t t | a', '10t t | c', '10t z | +z', '20 z'],
  )
  T('timeline length shorter than items', () => show(tl([{ at: 10, action: S('a') }], { length: 5 }), [end(20)]), [
    '0 t',
    '10t t | a',
    '10t z | +z',
    '20 z',
  ])
  T('timeline longer', () => show(tl([{ at: 10, action: S('a') }], { length: 15 }), [end(20)]), [
    '0 t',
    '10t t | a',
    '15t z | +z',
    '20 z',
  ])
  // hints
  const hints = (rungs: Part[], more: Part = {}) =>
    G([st('a'), n('h', 'hints', null, { to: 'a', rungs, ...more }), st('z')], [e('a', 'z', '!z'), e('z', 'a', '!a')])
  T(
    'hints time',
    () =>
      show(
        hints([
          { after: 10, text: '1' },
          { after: 20, text: '2' },
        ]),
        [end(30)],
      ),
    ['0 a | +a', '10t a | <hint>', '20t a | <hint>', '30 a'],
  )
  T(
    'hints same time',
    () =>
      show(
        hints([
          { after: 10, text: '1' },
          { after: 10, text: '2' },
        ]),
        [end(30)],
      ),
    ['0 a | +a', '10t a | <hint>', '10t a | <hint>', '30 a'],
  )
  T('hints frozen', () => show(hints([{ after: 10, text: '1' }]), [frozen(5), resumed(100), end(200)]), [
    '0 a | +a',
    '5 a',
    '100 a',
    '105t a | <hint>',
    '200 a',
  ])
  T('hints asked beyond', () => show(hints([{ after: 10, text: '1' }]), [op(1, 'hint'), op(2, 'hint'), end(30)]), [
    '0 a | +a',
    '1 a | <hint>',
    '2 a',
    '10t a',
    '30 a',
  ])
  T('hints asked in frozen', () => show(hints([{ text: '1' }]), [frozen(1), op(2, 'hint'), resumed(3)]), [
    '0 a | +a',
    '1 a',
    '2 a',
    '3 a',
    '3 a | <hint>',
  ])
  T('hints revisit', () => show(hints([{ after: 10, text: '1' }]), [op(1, 'hint'), op(5, 'z'), op(6, 'a'), end(30)]), [
    '0 a | +a',
    '1 a | <hint>',
    '5 z | -a +z',
    '6 a | -z +a',
    '16t a | <hint>',
    '30 a',
  ])
  // operator shadowing
  T(
    'operator inner over outer',
    () =>
      show(G([gr('g'), st('a', 'g'), st('b', 'g'), st('z')], [e('a', 'b', '!go'), e('g', 'z', '!go')]), [
        op(1, 'go'),
        op(2, 'go'),
      ]),
    ['0 a | +g +a', '1 b | -a +b', '2 z | -b -g +z'],
  )
  T(
    'operator with node: outer meant',
    () =>
      show(G([gr('g'), st('a', 'g'), st('b', 'g'), st('z')], [e('a', 'b', '!go'), e('g', 'z', '!go')]), [
        op(1, 'go', 'g'),
      ]),
    ['0 a | +g +a', '1 z | -a -g +z'],
  )
  T(
    'operator with node not active',
    () =>
      show(G([gr('g'), st('a', 'g'), st('b', 'g'), st('z')], [e('a', 'b', '!go'), e('g', 'z', '!go')]), [
        op(1, 'go', 'b'),
      ]),
    ['0 a | +g +a', '1 a'],
  )
  T(
    'inner guard false → outer',
    () =>
      show(
        G(
          [gr('g'), st('a', 'g'), st('b', 'g'), st('z')],
          [e('a', 'b', '!go', { guard: cel('a.on') }), e('g', 'z', '!go')],
        ),
        [op(1, 'go')],
      ),
    ['0 a | +g +a', '1 z | -a -g +z'],
  )
  T(
    'gate other action',
    () =>
      show(G([n('q', 'gate', null, { action: 'yes' }), st('z')], [e('q', 'z')]), [
        op(1, 'continue'),
        op(2, 'yes', 'x'),
        op(3, 'yes', 'q'),
      ]),
    ['0 q', '1 q', '2 q', '3 z | +z'],
  )
  // if among actions
  const v = { variables: { v: { type: 'number', initial: 0 } } }
  T(
    'if sees what was set before',
    () =>
      show(
        G(
          [st('a')],
          [
            e('a', null, '!go', {
              actions: [
                set('v', 1, 'add'),
                { type: 'if', condition: cel('v >= 2'), do: [S('big'), set('v', 0)], else: [S('small')] },
                { type: 'if', condition: cel('v == 0'), do: [S('zero')] },
              ],
            }),
          ],
          v,
        ),
        [op(1, 'go'), op(2, 'go')],
      ),
    ['0 a | +a {v=0}', '1 a | small {v=1}', '2 a | big zero {v=0}'],
  )
  T(
    'if nested in entry',
    () =>
      show(
        G(
          [
            n('a', 'state', null, {
              entry: [
                {
                  type: 'if',
                  condition: cel('v == 0'),
                  do: [{ type: 'if', condition: cel('false'), do: [S('x')], else: [S('y')] }],
                },
              ],
            }),
          ],
          [],
          v,
        ),
        [],
      ),
    ['0 a | y {v=0}'],
  )
  T(
    'set unknown',
    () =>
      show(
        G(
          [st('a')],
          [
            e('a', null, '!go', { actions: [set('v', { type: 'signal', role: 'a', signal: 'level' })] }),
            e('a', null, '!div', { actions: [set('v', cel('1 / 0'))] }),
          ],
          v,
        ),
        [op(1, 'go'), op(2, 'div'), sig(3, 'a.level', 4), op(4, 'go')],
      ),
    ['0 a | +a {v=0}', '1 a {v=0}', '2 a {v=0}', '3 a {v=0}', '4 a {v=4}'],
  )
})
