import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { NODES } from './registry.ts'
import { nodeTable } from './table.ts'

const page = path.join(import.meta.dirname, '../../docs/nodes.md')

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

describe('docs/nodes.md', () => {
  // After a deliberate change, `UPDATE_DOCS=1 npx vitest run scene-graph/nodes` writes it anew.
  it('holds the table that the registry makes', () => {
    if (process.env.UPDATE_DOCS === '1') {
      const head =
        '# Node types\n\nMade from the registry (`scene-graph/nodes/`). What each means: `docs/scene-graph.md`.\n\n'
      writeFileSync(page, `${head}${nodeTable()}\n`)
    }
    expect(readFileSync(page, 'utf8')).toContain(nodeTable())
  })
})
