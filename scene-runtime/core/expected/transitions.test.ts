import { describe } from 'vitest'
import { cel, e, ev, G, gr, n, op, type Part, pa, S, show, sig, st, T } from './testing.ts'

describe('SG1 SG3 transitions, history and completion', () => {
  // internal / external
  {
    const nodes = [gr('g'), st('a', 'g'), st('b', 'g'), st('z')]
    T(
      'group→child is internal',
      () => show(G(nodes, [e('g', 'b', '!go', { actions: [S('x')] }), e('g', 'z', '!out')]), [op(1, 'go')]),
      ['0 a | +g +a', '1 b | -a x +b'],
    )
    T(
      'group→child reenter',
      () =>
        show(G(nodes, [e('g', 'b', '!go', { actions: [S('x')], reenter: true }), e('g', 'z', '!out')]), [op(1, 'go')]),
      ['0 a | +g +a', '1 b | -a -g x +g +b'],
    )
    T(
      'group→active child',
      () =>
        show(G(nodes, [e('g', 'a', '!go', { actions: [S('x')] }), e('a', 'b', '!b'), e('g', 'z', '!out')]), [
          op(1, 'go'),
        ]),
      ['0 a | +g +a', '1 a | -a x +a'],
    )
    T(
      'self group',
      () =>
        show(G(nodes, [e('g', 'g', '!go', { actions: [S('x')] }), e('a', 'b', '!b'), e('g', 'z', '!out')]), [
          op(1, 'b'),
          op(2, 'go'),
        ]),
      ['0 a | +g +a', '1 b | -a +b', '2 a | -b -g x +g +a'],
    )
    T(
      'self group internal',
      () =>
        show(
          G(nodes, [e('g', 'g', '!go', { actions: [S('x')], reenter: false }), e('a', 'b', '!b'), e('g', 'z', '!out')]),
          [op(1, 'b'), op(2, 'go')],
        ),
      ['0 a | +g +a', '1 b | -a +b', '2 a | -b x +a'],
    )
    T(
      'null target',
      () =>
        show(G(nodes, [e('g', null, '!go', { actions: [S('x')] }), e('a', 'b', '!b'), e('g', 'z', '!out')]), [
          op(1, 'b'),
          op(2, 'go'),
        ]),
      ['0 a | +g +a', '1 b | -a +b', '2 b | x'],
    )
    T(
      'child→parent',
      () =>
        show(G(nodes, [e('b', 'g', '!go', { actions: [S('x')] }), e('a', 'b', '!b'), e('g', 'z', '!out')]), [
          op(1, 'b'),
          op(2, 'go'),
        ]),
      ['0 a | +g +a', '1 b | -a +b', '2 a | -b -g x +g +a'],
    )
  }
  {
    const nodes = [
      pa('p'),
      gr('r', 'p'),
      st('a', 'r'),
      st('b', 'r'),
      n('re', 'end', 'r', { outcome: 'x' }),
      gr('q', 'p'),
      st('c', 'q'),
      st('d', 'q'),
      n('qe', 'end', 'q', { outcome: 'x' }),
      st('z'),
    ]
    const base = [e('a', 'b', '!b'), e('c', 'd', '!d'), e('b', 're', '!re'), e('d', 'qe', '!qe'), e('p', 'z')]
    T(
      'parallel self',
      () => show(G(nodes, [...base, e('p', 'p', '!go', { actions: [S('x')] })]), [op(1, 'b'), op(2, 'go')]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2 a+c | -c -q -b -r -p x +p +r +a +q +c'],
    )
    T(
      'cross region',
      () => show(G(nodes, [...base, e('b', 'd', '!go', { actions: [S('x')] })]), [op(1, 'b'), op(2, 'go')]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2 a+d | -c -q -b -r x +r +a +q +d'],
    )
    T(
      'p → inner',
      () => show(G(nodes, [...base, e('p', 'd', '!go', { actions: [S('x')] })]), [op(1, 'b'), op(2, 'go')]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2 a+d | -c -q -b -r x +r +a +q +d'],
    )
    T(
      'region → inner of other',
      () => show(G(nodes, [...base, e('r', 'd', '!go', { actions: [S('x')] })]), [op(1, 'b'), op(2, 'go')]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '2 a+d | -c -q -b -r x +r +a +q +d'],
    )
    T('done of both', () => show(G(nodes, base), [op(1, 'b'), op(2, 'd'), op(3, 're'), op(4, 'qe')]), [
      '0 a+c | +p +r +a +q +c',
      '1 b+c | -a +b',
      '2 b+d | -c +d',
      '3 d+re | -b',
      '4 z | -d -q -r -p +z',
    ])
    T(
      'same event both regions, doc order',
      () =>
        show(G(nodes, [...base, e('a', 'b', '@k', { actions: [S('1')] }), e('c', 'd', '@k', { actions: [S('2')] })]), [
          ev(1, 'k'),
        ]),
      ['0 a+c | +p +r +a +q +c', '1 b+d | -c -a 1 2 +b +d'],
    )
    T(
      'inner wins over parallel, other region also',
      () =>
        show(G(nodes, [...base, e('a', 'b', '@k', { actions: [S('1')] }), e('p', 'z', '@k', { actions: [S('2')] })]), [
          ev(1, 'k'),
        ]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a 1 +b'],
    )
    T(
      'conflict: first region leaves p',
      () =>
        show(G(nodes, [...base, e('a', 'z', '@k', { actions: [S('1')] }), e('c', 'd', '@k', { actions: [S('2')] })]), [
          ev(1, 'k'),
        ]),
      ['0 a+c | +p +r +a +q +c', '1 z | -c -q -a -r -p 1 +z'],
    )
    T(
      'conflict: second region leaves p',
      () =>
        show(G(nodes, [...base, e('a', 'b', '@k', { actions: [S('1')] }), e('c', 'z', '@k', { actions: [S('2')] })]), [
          ev(1, 'k'),
        ]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a 1 +b'],
    )
    T(
      'also targets',
      () =>
        show(
          G(nodes.concat([st('s')]), [...base, e('s', 'b', '!go', { alsoTargets: ['d'], actions: [S('x')] })], {
            initial: 's',
          }),
          [op(1, 'go')],
        ),
      ['0 s | +s', '1 b+d | -s x +p +r +b +q +d'],
    )
    T(
      'restart after re',
      () => show(G(nodes, base), [op(1, 'b'), op(3, 're'), { at: 4, restart: true }, op(5, 'd'), op(6, 'qe')]),
      ['0 a+c | +p +r +a +q +c', '1 b+c | -a +b', '3 c+re | -b', '4R c+re', '5 d+re | -c +d', '6 z | -d -q -r -p +z'],
    )
  }
  // history
  for (const deep of [false, true]) {
    const nodes = [
      gr('g'),
      n('h', 'history', 'g', { deep }),
      gr('i', 'g'),
      st('a', 'i'),
      st('b', 'i'),
      st('c', 'g'),
      st('out'),
    ]
    const edges = [
      e('a', 'b', '!b'),
      e('i', 'c', '!c'),
      e('g', 'out', '!out'),
      e('out', 'h', '!back'),
      e('out', 'g', '!plain'),
    ]
    T(`history ${deep}`, () => show(G(nodes, edges), [op(1, 'b'), op(2, 'out'), op(3, 'back')]), [
      '0 a | +g +i +a',
      '1 b | -a +b',
      '2 out | -b -i -g +out',
      deep ? '3 b | -out +g +i +b' : '3 a | -out +g +i +a',
    ])
    T(`history other child ${deep}`, () => show(G(nodes, edges), [op(1, 'c'), op(2, 'out'), op(3, 'back')]), [
      '0 a | +g +i +a',
      '1 c | -a -i +c',
      '2 out | -c -g +out',
      '3 c | -out +g +c',
    ])
    T(`history never entered ${deep}`, () => show(G(nodes, edges, { initial: 'out' }), [op(3, 'back')]), [
      '0 out | +out',
      '3 a | -out +g +i +a',
    ])
    T(
      `history never entered, own edge ${deep}`,
      () => show(G(nodes, [...edges, e('h', 'c')], { initial: 'out' }), [op(3, 'back')]),
      ['0 out | +out', '3 c | -out +g +c'],
    )
    T(
      `history own edge deep inside ${deep}`,
      () => show(G(nodes, [...edges, e('h', 'b')], { initial: 'out' }), [op(3, 'back')]),
      ['0 out | +out', '3 b | -out +g +i +b'],
    )
    T(
      `plain entry forgets nothing, begins anew ${deep}`,
      () => show(G(nodes, edges), [op(1, 'b'), op(2, 'out'), op(3, 'plain'), op(4, 'out'), op(5, 'back')]),
      [
        '0 a | +g +i +a',
        '1 b | -a +b',
        '2 out | -b -i -g +out',
        '3 a | -out +g +i +a',
        '4 out | -a -i -g +out',
        '5 a | -out +g +i +a',
      ],
    )
    T(
      `history restart+reload ${deep}`,
      () =>
        show(
          G(nodes, edges),
          [op(1, 'b'), op(2, 'out'), { at: 2, restart: true }, { at: 2, reload: 'same' }, op(3, 'back')],
          { same: G(nodes, edges) },
        ),
      [
        '0 a | +g +i +a',
        '1 b | -a +b',
        '2 out | -b -i -g +out',
        '2R out',
        '2L out',
        deep ? '3 b | -out +g +i +b' : '3 a | -out +g +i +a',
      ],
    )
  }
  {
    // history in regions of a parallel
    const nodes = [
      pa('p'),
      gr('r', 'p'),
      n('h', 'history', 'r', { deep: true }),
      st('a', 'r'),
      st('b', 'r'),
      n('re', 'end', 'r', { outcome: 'x' }),
      gr('q', 'p'),
      st('c', 'q'),
      st('d', 'q'),
      n('qe', 'end', 'q', { outcome: 'x' }),
      st('z'),
    ]
    const base = [
      e('a', 'b', '!b'),
      e('c', 'd', '!d'),
      e('b', 're', '!re'),
      e('d', 'qe', '!qe'),
      e('p', 'z', '!out'),
      e('z', 'h', '!back'),
      e('p', 'z'),
    ]
    T('history of one region', () => show(G(nodes, base), [op(1, 'b'), op(1, 'd'), op(2, 'out'), op(3, 'back')]), [
      '0 a+c | +p +r +a +q +c',
      '1 b+c | -a +b',
      '1 b+d | -c +d',
      '2 z | -d -q -b -r -p +z',
      '3 b+c | -z +p +r +b +q +c',
    ])
    // deep history around a parallel
    const nodes2 = [
      gr('g'),
      n('h', 'history', 'g', { deep: true }),
      ...nodes.filter((x) => x.id !== 'h' && x.id !== 'z').map((x) => (x.id === 'p' ? { ...x, parentId: 'g' } : x)),
      st('z'),
    ]
    const base2 = [
      e('a', 'b', '!b'),
      e('c', 'd', '!d'),
      e('b', 're', '!re'),
      e('d', 'qe', '!qe'),
      e('g', 'z', '!out'),
      e('z', 'h', '!back'),
      e('p', 'z'),
    ]
    T(
      'deep history of a parallel',
      () => show(G(nodes2, base2), [op(1, 'b'), op(1, 'd'), op(2, 'out'), op(3, 'back')]),
      [
        '0 a+c | +g +p +r +a +q +c',
        '1 b+c | -a +b',
        '1 b+d | -c +d',
        '2 z | -d -q -b -r -p -g +z',
        '3 b+d | -z +g +p +r +b +q +d',
      ],
    )
    T(
      'deep history, a region ended',
      () => show(G(nodes2, base2), [op(1, 'b'), op(1, 're'), op(2, 'out'), op(3, 'back'), op(4, 'd'), op(5, 'qe')]),
      [
        '0 a+c | +g +p +r +a +q +c',
        '1 b+c | -a +b',
        '1 c+re | -b',
        '2 z | -c -q -r -p -g +z',
        '3 c+re | -z +g +p +r +q +c',
        '4 d+re | -c +d',
        '5 z | -d -q -r -p -g +z',
      ],
    )
    const shallow2 = nodes2.map((x: Part) => (x.id === 'h' ? { ...x, data: { deep: false } } : x))
    T('shallow history of a parallel', () => show(G(shallow2, base2), [op(1, 'b'), op(2, 'out'), op(3, 'back')]), [
      '0 a+c | +g +p +r +a +q +c',
      '1 b+c | -a +b',
      '2 z | -c -q -b -r -p -g +z',
      '3 a+c | -z +g +p +r +a +q +c',
    ])
  }
  {
    // history with the group left by its own end
    const nodes = [
      gr('g'),
      n('h', 'history', 'g'),
      st('a', 'g'),
      st('b', 'g'),
      n('x', 'end', 'g', { outcome: 'solved' }),
      st('out'),
    ]
    T(
      'history of a group left by its end',
      () =>
        show(G(nodes, [e('a', 'b', '!b'), e('b', 'x', '!x'), e('g', 'out'), e('out', 'h', '!back')]), [
          op(1, 'b'),
          op(2, 'x'),
          op(3, 'back'),
        ]),
      ['0 a | +g +a', '1 b | -a +b', '2 out | -b -g +out', '3 out | -out +g -g +out'],
    )
  }
  // nested completion
  {
    const nodes = [
      pa('p'),
      pa('p1', 'p'),
      gr('r', 'p1'),
      st('a', 'r'),
      n('re', 'end', 'r', { outcome: 'x' }),
      gr('q', 'p1'),
      st('c', 'q'),
      n('qe', 'end', 'q', { outcome: 'x' }),
      gr('s', 'p'),
      st('f', 's'),
      n('se', 'end', 's', { outcome: 'x' }),
      st('z'),
    ]
    const base = [e('a', 're', '!a'), e('c', 'qe', '!c'), e('f', 'se', '!f'), e('p', 'z')]
    T('nested parallels done', () => show(G(nodes, base), [op(1, 'a'), op(2, 'c'), op(3, 'f')]), [
      '0 a+c+f | +p +p1 +r +a +q +c +s +f',
      '1 c+f+re | -a',
      '2 f+qe+re | -c',
      '3 z | -f -s -q -r -p1 -p +z',
    ])
    T(
      'nested: inner parallel done leads by its own edge outside',
      () => show(G(nodes, [...base, e('p1', 'z')]), [op(1, 'a'), op(2, 'c')]),
      ['0 a+c+f | +p +p1 +r +a +q +c +s +f', '1 c+f+re | -a', '2 z | -c -f -s -q -r -p1 -p +z'],
    )
    T(
      'group outcome port beats done by order',
      () =>
        show(
          G(
            [
              gr('g'),
              st('a', 'g'),
              n('x', 'end', 'g', { outcome: 'solved' }),
              n('y', 'end', 'g', { outcome: 'failed' }),
              st('o1'),
              st('o2'),
            ],
            [
              e('a', 'x', '!x'),
              e('a', 'y', '!y'),
              e('g', 'o2', null, { order: 5 }),
              e('g', 'o1', null, { sourcePort: 'failed', order: 2 }),
            ],
          ),
          [op(1, 'y')],
        ),
      ['0 a | +g +a', '1 o1 | -a -g +o1'],
    )
    T(
      'group done any',
      () =>
        show(
          G(
            [
              gr('g'),
              st('a', 'g'),
              n('x', 'end', 'g', { outcome: 'solved' }),
              n('y', 'end', 'g', { outcome: 'failed' }),
              st('o1'),
              st('o2'),
            ],
            [
              e('a', 'x', '!x'),
              e('a', 'y', '!y'),
              e('g', 'o2', null, { order: 5 }),
              e('g', 'o1', null, { sourcePort: 'failed', order: 2 }),
            ],
          ),
          [op(1, 'x')],
        ),
      ['0 a | +g +a', '1 o2 | -a -g +o2'],
    )
    T(
      'done with guard false waits, noticed when?',
      () =>
        show(
          G(
            [gr('g'), st('a', 'g'), n('x', 'end', 'g', { outcome: 'solved' }), st('o1')],
            [e('a', 'x', '!x'), e('g', 'o1', null, { guard: cel('a.on') })],
          ),
          [op(1, 'x'), sig(2, 'a.on', true)],
        ),
      ['0 a | +g +a', '1 x | -a', '2 x'],
    )
  }
})
