import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const page = path.join(import.meta.dirname, 'SPEC.md')
const ROOMS = ['scene-graph', 'scene-runtime', 'bin', 'server', 'app', 'examples', 'wire']
const MARK = '\n\nTests:\n\n'

type Named = { rule: string; file: string; name: string }

/** Every `it` and `describe` with a rule's number in its name. */
const named: Named[] = ROOMS.flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(root, room, file), 'utf8')
      return [
        ...text.matchAll(/\b(?:it|describe)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*'((?:[^'\\\n]|\\.)*)'/g),
      ].flatMap(([, name = '']) =>
        [...name.matchAll(/\bSG\d+\b/g)].map(([rule]) => ({ rule, file: `${room}/${file}`, name })),
      )
    }),
)

const listed = (rule: string): string[] =>
  named.filter((test) => test.rule === rule).map(({ file, name }) => `- \`${file}\`: ${name}`)

type Section = { rule: string; head: string; tests: readonly string[] }

function sections(text: string): { intro: string; rules: Section[] } {
  const [intro = '', ...rest] = text.split(/\n(?=## )/)
  return {
    intro,
    rules: rest.map((section) => {
      const [head = '', tests = ''] = section.split(MARK)
      return { rule: /SG\d+/.exec(head)?.[0] ?? '', head: head.trimEnd(), tests: tests.split('\n').filter(Boolean) }
    }),
  }
}

describe('SPEC.md', () => {
  if (process.env.UPDATE_DOCS === '1') {
    const { intro, rules } = sections(readFileSync(page, 'utf8'))
    const written = rules.map(({ rule, head }) => `${head}${MARK}${listed(rule).join('\n')}\n`)
    writeFileSync(page, [intro.trimEnd(), ...written].join('\n\n').replace(/\n{3,}/g, '\n\n'))
  }
  const { rules } = sections(readFileSync(page, 'utf8'))

  it('has the rules one after the other', () => {
    expect(rules.map(({ rule }) => rule)).toEqual(rules.map((_, i) => `SG${i + 1}`))
  })

  it('knows every rule that a test names', () => {
    expect(new Set(named.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ rule }) => rule)))
  })

  it.each(rules)('names tests of $rule, and none that is not there', ({ rule, tests }) => {
    expect(tests.length).toBeGreaterThan(0)
    expect(listed(rule)).toEqual(expect.arrayContaining([...tests]))
  })
})
