import { describe, expect, it } from 'vitest'
import { contentHash, hashOf } from '#scene-graph/hash.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { core } from './core.ts'
import { createVersions } from './versions.ts'

const document = {
  schemaVersion: 1,
  id: 'g',
  kind: 'scene',
  name: 'x',
  nodes: [
    { id: 'a', type: 'state' },
    { id: 'b', type: 'end' },
  ],
  edges: [{ id: 'e', source: 'a', target: 'b', trigger: { type: 'operator', action: 'go' } }],
}
const load = (hash: string, text: string) => createVersions(() => Promise.resolve(text), core).load(hash)

describe('published versions', () => {
  it('one that this program published is found under its content hash', async () => {
    const parsed = parseDocument(document)
    if (!parsed.ok) throw new Error('no document')
    const hash = contentHash(parsed.graph)
    expect(await load(hash, JSON.stringify(parsed.graph))).toMatchObject({ ok: true, compiled: { hash } })
  })

  it('one that an older program published keeps its address, though this one reads more into it', async () => {
    const hash = hashOf(document)
    expect(await load(hash, JSON.stringify(document))).toMatchObject({ ok: true, compiled: { hash } })
  })

  it('one whose content is another is refused', async () => {
    const hash = hashOf({ ...document, name: 'y' })
    expect(await load(hash, JSON.stringify(document))).toMatchObject({ ok: false })
  })
})
