import { describe } from 'vitest'
import {
  document,
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
  resumed,
  S,
  set,
  show,
  sig,
  st,
  T,
} from './testing.ts'

describe('SG7 HR2 HR3 HR4 graphs in graphs, and other versions', () => {
  const contained = (id: string, nodes: Part[], edges: Part[], more: Part = {}): Part =>
    document(nodes, edges, { id, kind: 'puzzle', name: id, ...more })
  const v0 = { v: { type: 'number', initial: 0 } }
  const leafWonBy = (hits: number): Part =>
    contained(
      'leaf',
      [st('w'), n('x', 'end', null, { outcome: 'won' }), n('y', 'end', null, { outcome: 'lost' })],
      [e('w', null, '$a.hit', { actions: [set('v', 1, 'add')] }), e('w', 'x', `?v >= ${hits}`), e('w', 'y', '@lose')],
      { variables: v0 },
    )
  const leaf = leafWonBy(2)
  const mid = contained(
    'mid',
    [
      n('l', 'graph', null, { graph: 'leaf', bindings: { a: 'b' } }),
      n('x', 'end', null, { outcome: 'won' }),
      n('s', 'end', null, { outcome: 'skipped_it' }),
    ],
    [e('l', 'x', null, { sourcePort: 'won' }), e('l', 's', null, { sourcePort: 'skipped' })],
    { variables: { v: { type: 'number', initial: 7 } } },
  )
  const top = contained(
    'top',
    [
      n('m', 'graph', null, { graph: 'mid', bindings: { b: 'a' } }),
      n('x', 'end', null, { outcome: 'won' }),
      n('s', 'end', null, { outcome: 'other' }),
    ],
    [e('m', 'x', null, { sourcePort: 'won' }), e('m', 's', null, { sourcePort: 'skipped_it' })],
    { variables: { v: { type: 'number', initial: 9 } } },
  )
  const three = (more: Part = {}, edges: Part[] = []) =>
    G(
      [n('t', 'graph', null, { graph: 'top' }), st('z'), st('o'), st('s')],
      [e('t', 'z', null, { sourcePort: 'won' }), e('t', 's', null, { sourcePort: 'skipped' }), e('t', 'o'), ...edges],
      {
        variables: { v: { type: 'number', initial: 1 } },
        graphs: { 'leaf@latest': leaf, 'mid@latest': mid, 'top@latest': top },
        ...more,
      },
    )
  T(
    'three deep: roles bound through a→b→a',
    () => show(three(), [sig(1, 'b.hit', 1), sig(2, 'a.hit', 1), sig(3, 'a.hit', 1)]),
    [
      '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
      '1 t/m/l/w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
      '2 t/m/l/w {v=1,t/v=9,t/m/v=7,t/m/l/v=1}',
      '3 z | -w +z {v=1,t/v=9,t/m/v=7,t/m/l/v=2}',
    ],
  )
  T('three deep: unhandled outcome stops', () => show(three(), [ev(1, 'lose')]), [
    '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
    '1 t/m/l/y | -w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
  ])
  T('skip leaf', () => show(three(), [op(1, 'skip', 't/m/l')]), [
    '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
    '1 o | -w +o {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
  ])
  T('skip unnamed: the inner one first', () => show(three(), [op(1, 'skip')]), [
    '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
    '1 o | -w +o {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
  ])
  T('skip top', () => show(three(), [op(1, 'skip', 't')]), [
    '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
    '1 s | -w +s {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
  ])
  T('override top', () => show(three(), [{ at: 1, override: { node: 't' } }]), [
    '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
    '1 z | -w +z {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
  ])
  T(
    'restart and reload',
    () =>
      show(three(), [sig(2, 'a.hit', 1), { at: 2, restart: true }, { at: 2, reload: 's' }, sig(3, 'a.hit', 1)], {
        s: three(),
      }),
    [
      '0 t/m/l/w | +w {v=1,t/v=9,t/m/v=7,t/m/l/v=0}',
      '2 t/m/l/w {v=1,t/v=9,t/m/v=7,t/m/l/v=1}',
      '2R t/m/l/w {v=1,t/v=9,t/m/v=7,t/m/l/v=1}',
      '2L t/m/l/w {v=1,t/v=9,t/m/v=7,t/m/l/v=1}',
      '3 z | -w +z {v=1,t/v=9,t/m/v=7,t/m/l/v=2}',
    ],
  )
  T('cycle', () => show(G([n('t', 'graph', null, { graph: 'g' })], [], { graphs: {} }), []), ['invalid: graph/cycle'])
  // reload with structural edits
  /** An edge with an id of its own, by which another version finds it. */
  const E = (id: string, source: string, target: string | null, on: string | null, more: Part = {}): Part => ({
    ...e(source, target, on, more),
    id,
  })
  const par = (extraNodes: Part[] = [], extraEdges: Part[] = [], drop: string[] = []) =>
    G(
      [
        pa('p'),
        gr('r', 'p'),
        st('a', 'r'),
        st('b', 'r'),
        n('x', 'end', 'r', { outcome: 'x' }),
        gr('q', 'p'),
        st('c', 'q'),
        n('y', 'end', 'q', { outcome: 'y' }),
        st('z'),
        ...extraNodes,
      ].filter((m) => ![m.id, m.parentId].some((id) => drop.includes(String(id)))),
      [
        E('1', 'a', 'b', '!b'),
        E('2', 'b', 'x', '!x'),
        E('3', 'c', 'y', '!y'),
        E('4', 'p', 'z', null),
        ...extraEdges,
      ].filter((m) => ![m.source, m.target].some((id) => drop.includes(String(id)))),
    )
  T(
    'add region in active parallel: entered',
    () =>
      show(par(), [op(1, 'b'), { at: 2, reload: 'N' }, op(3, 'x'), op(4, 'y'), op(5, 'k')], {
        N: par([gr('s', 'p'), st('k', 's'), n('w', 'end', 's', { outcome: 'w' })], [E('5', 'k', 'w', '!k')]),
      }),
    [
      '0 a+c | +p +r +a +q +c',
      '1 b+c | -a +b',
      '2L b+c+k | +s +k',
      '3 c+k+x | -b',
      '4 k+x+y | -c',
      '5 z | -k -s -q -r -p +z',
    ],
  )
  T(
    'remove region that is done',
    () =>
      show(par(), [op(1, 'y'), { at: 2, reload: 'N' }, op(3, 'b'), op(4, 'x')], { N: par([], [], ['q', 'c', 'y']) }),
    ['0 a+c | +p +r +a +q +c', '1 a+y | -c', '2L a | -q', '3 b | -a +b', '4 z | -b -r -p +z'],
  )
  T(
    'remove the region that is not done: parallel done',
    () => show(par(), [op(1, 'b'), op(2, 'x'), { at: 3, reload: 'N' }], { N: par([], [], ['q', 'c', 'y']) }),
    ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2 c+x | -b', '3L z | -c -q -r -p +z'],
  )
  T(
    'remove active state in region: group entry',
    () => show(par(), [op(1, 'b'), { at: 2, reload: 'N' }], { N: par([], [], ['b']) }),
    ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2L a+c | -b +a'],
  )
  T(
    'wrap active state in a new group',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(200)], {
        N: G([gr('g'), st('a', 'g'), st('z')], [E('1', 'a', 'z', '~100')]),
      }),
    ['0 a | +a', '50L a | +g', '100t z | -a -g +z', '200 z'],
  )
  T(
    'unwrap',
    () =>
      show(G([gr('g'), st('a', 'g'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(200)], {
        N: G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]),
      }),
    ['0 a | +g +a', '50L a | -g', '100t z | -a +z', '200 z'],
  )
  T(
    'rename with mapping: enters new, leaves old, the clock of the edge goes on',
    () =>
      show(
        G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]),
        [{ at: 50, reload: 'N', mapping: { a: 'a2' } }, end(200)],
        {
          N: G([st('a2'), st('z')], [E('1', 'a2', 'z', '~100')]),
        },
      ),
    ['0 a | +a', '50L a2 | -a +a2', '100t z | -a2 +z', '200 z'],
  )
  T(
    'gone, and its timed edge leaves what the group begins with: the clock goes on',
    () =>
      show(
        G([gr('g'), st('a', 'g'), st('b', 'g'), st('z')], [E('1', 'a', 'z', '~100')]),
        [{ at: 50, reload: 'N' }, end(200)],
        { N: G([gr('g'), st('b', 'g'), st('z')], [E('1', 'b', 'z', '~100')]) },
      ),
    ['0 a | +g +a', '50L b | -a +b', '100t z | -b -g +z', '200 z'],
  )
  T(
    'rename without mapping: blocked',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(200)], {
        N: G([st('a2'), st('z')], [E('1', 'a2', 'z', '~100')]),
      }),
    ['0 a | +a', '50L blocked a', '100t z | -a +z', '200 z'],
  )
  T(
    'active state becomes another type',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '!go')]), [{ at: 50, reload: 'N' }, end(200)], {
        N: G([n('a', 'delay', null, { duration: 100 }), st('z')], [E('1', 'a', 'z', null)]),
      }),
    ['0 a | +a', '50L a | -a', '150t z | +z', '200 z'],
  )
  T(
    'longer timer',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(300)], {
        N: G([st('a'), st('z')], [E('1', 'a', 'z', '~200')]),
      }),
    ['0 a | +a', '50L a', '200t z | -a +z', '300 z'],
  )
  T(
    'shorter fires at once',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(300)], {
        N: G([st('a'), st('z')], [E('1', 'a', 'z', '~20')]),
      }),
    ['0 a | +a', '50L a', '50t z | -a +z', '300 z'],
  )
  T(
    'shorter, equal to now',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(300)], {
        N: G([st('a'), st('z')], [E('1', 'a', 'z', '~50')]),
      }),
    ['0 a | +a', '50L a', '50t z | -a +z', '300 z'],
  )
  T(
    'reload at the deadline: old version first',
    () =>
      show(G([st('a'), st('z'), st('y')], [E('1', 'a', 'z', '~100')]), [{ at: 100, reload: 'N' }, end(300)], {
        N: G([st('a'), st('z'), st('y')], [E('1', 'a', 'y', '~200')]),
      }),
    ['0 a | +a', '100t z | -a +z', '100L z', '300 z'],
  )
  T(
    'edge id changed: new timer starts now',
    () =>
      show(G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]), [{ at: 50, reload: 'N' }, end(300)], {
        N: G([st('a'), st('z')], [E('2', 'a', 'z', '~100')]),
      }),
    ['0 a | +a', '50L a', '150t z | -a +z', '300 z'],
  )
  T(
    'reload while frozen',
    () =>
      show(
        G([st('a'), st('z')], [E('1', 'a', 'z', '~100')]),
        [frozen(50), { at: 60, reload: 'N' }, resumed(70), end(300)],
        { N: G([st('a'), st('z')], [E('1', 'a', 'z', '~80')]) },
      ),
    ['0 a | +a', '50 a', '60L a', '70 a', '100t z | -a +z', '300 z'],
  )
  T(
    'condition already true in the new version',
    () =>
      show(G([st('a'), st('z')], []), [sig(1, 'a.on', true), { at: 5, reload: 'N' }], {
        N: G([st('a'), st('z')], [E('1', 'a', 'z', '?a.on')]),
      }),
    ['0 a | +a', '1 a', '5L z | -a +z'],
  )
  T(
    'variable type changed starts anew',
    () =>
      show(
        G([st('a')], [E('1', 'a', null, '!up', { actions: [set('v', 5)] })], { variables: v0 }),
        [op(1, 'up'), { at: 2, reload: 'N' }],
        { N: G([st('a')], [], { variables: { v: { type: 'text', initial: 'q' } } }) },
      ),
    ['0 a | +a {v=0}', '1 a {v=5}', '2L a {v=q}'],
  )
  T(
    'contained graph changed inside: node kept',
    () =>
      show(
        G([n('t', 'graph', null, { graph: 'leaf' }), st('z')], [{ ...e('t', 'z'), id: 'q' }], {
          graphs: { 'leaf@latest': leaf },
        }),
        [sig(1, 'a.hit', 1), { at: 2, reload: 'N' }, sig(3, 'a.hit', 1)],
        {
          N: G([n('t', 'graph', null, { graph: 'leaf' }), st('z')], [{ ...e('t', 'z'), id: 'q' }], {
            graphs: {
              'leaf@latest': leafWonBy(3),
            },
          }),
        },
      ),
    ['0 t/w | +w {t/v=0}', '1 t/w {t/v=1}', '2L t/w {t/v=1}', '3 t/w {t/v=2}'],
  )
  // checkpoints
  const cp = G(
    [st('a'), n('k1', 'checkpoint'), st('b'), n('k2', 'checkpoint'), st('c')],
    [
      e('a', 'k1', '!go', { actions: [set('v', 1)] }),
      e('k1', 'b'),
      e('b', null, '!v', { actions: [set('v', 5)] }),
      e('b', 'k2', '!go'),
      e('k2', 'c'),
    ],
    { variables: v0 },
  )
  T(
    'jump back restores variables',
    () => show(cp, [op(1, 'go'), op(2, 'v'), op(3, 'go'), { at: 4, jump: { node: 'k1' } }]),
    [
      '0 a | +a {v=0}',
      '1 b | -a <checkpoint> +b {v=1}',
      '2 b {v=5}',
      '3 c | -b <checkpoint> +c {v=5}',
      '4 b | -c <checkpoint> +b {v=1}',
    ],
  )
  T('jump ahead to one never passed', () => show(cp, [{ at: 4, jump: { node: 'k2' } }]), [
    '0 a | +a {v=0}',
    '4 c | -a <checkpoint> +c {v=0}',
  ])
  T('jump to a non-checkpoint', () => show(cp, [{ at: 4, jump: { node: 'b' } }]), ['0 a | +a {v=0}', '4 a {v=0}'])
  T('jump while frozen is recorded', () => show(cp, [frozen(1), { at: 4, jump: { node: 'k2' } }, resumed(5)]), [
    '0 a | +a {v=0}',
    '1 a {v=0}',
    '4 a {v=0}',
    '5 a {v=0}',
    '5 c | -a <checkpoint> +c {v=0}',
  ])
  T(
    'reset puzzle',
    () =>
      show(
        G(
          [
            n('s', 'sequence', null, {
              steps: [1, 2].map((m) => ({ signal: { type: 'signal', role: 'a', signal: 'hit', match: m } })),
              entry: [S('in')],
              exit: [S('out')],
            }),
            st('z'),
          ],
          [e('s', 'z', null, { sourcePort: 'solved' })],
        ),
        [
          sig(1, 'a.hit', 1),
          { at: 2, reset: { node: 's' } },
          sig(3, 'a.hit', 2),
          sig(4, 'a.hit', 1),
          sig(5, 'a.hit', 2),
        ],
      ),
    ['0 s | in', '1 s', '2 s | out in', '3 s', '4 s', '5 z | out +z'],
  )
  T('override of what is not active', () => show(cp, [{ at: 4, override: { node: 'b' } }]), [
    '0 a | +a {v=0}',
    '4 a {v=0}',
  ])
  T('override of unknown', () => show(cp, [{ at: 4, override: { node: 'zzz' } }]), ['0 a | +a {v=0}', '4 a {v=0}'])
})
