import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportSvg } from '../exchange/svg.ts'
import { parseDocument } from '../parse.ts'
import { NODES } from './registry.ts'
import { nodePage } from './table.ts'

describe.each([...NODES.values()].map((d) => [d.type, d] as const))('node type %s', (_, definition) => {
  it('a fresh one passes its own schema and means the same', () => {
    expect(definition.data.parse(definition.fresh())).toEqual(definition.fresh())
  })
  it('its form asks for fields that its data has', () => {
    const data = definition.fresh()
    for (const field of definition.fields) expect(data).toHaveProperty(field.at)
  })
  it('describes itself for the card', () => {
    expect(typeof definition.describe(definition.fresh())).toBe('string')
  })
})

const root = path.join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** After a deliberate change, `UPDATE_DOCS=1 npx vitest run scene-graph/nodes` writes them anew. */
function kept(file: string, made: string): void {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path.join(root, file), made)
  expect(read(file)).toBe(made)
}

describe('docs/nodes.md', () => {
  it('is what the registry makes', () => {
    kept('docs/nodes.md', nodePage(JSON.parse(read('docs/nodes/cases.json'))))
  })

  it.each([...NODES.values()].filter((d) => d.family !== 'annotation').map((d) => d.type))(
    'the picture of %s is that of its example',
    (type) => {
      const parsed = parseDocument(JSON.parse(read(`examples/nodes/${type}.json`)))
      if (!parsed.ok) throw new Error(parsed.findings.map((f) => f.message).join('\n'))
      kept(`docs/nodes/${type}.svg`, exportSvg(parsed.graph))
    },
  )
})
