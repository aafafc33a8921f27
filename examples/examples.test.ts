import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { main } from '../bin/studio.ts'

/**
 * Every graph here is valid, and every `{graph}.{case}.jsonl` beside it plays to the trace in
 * `{graph}.{case}.trace.jsonl`. After a deliberate change, `UPDATE_TRACES=1 npx vitest run examples` writes them anew.
 */
const folder = import.meta.dirname
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file))
const graphs = files.filter((file) => file.endsWith('.json') && !file.endsWith('room.json'))
const cases = files.filter((file) => file.endsWith('.jsonl') && !file.endsWith('.trace.jsonl'))

function run(...args: string[]): { code: number; out: string[]; err: string[] } {
  const out: string[] = []
  const err: string[] = []
  const code = main(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  if (typeof code !== 'number') throw new Error(`studio ${args[0]} takes its time`)
  return { code, out, err }
}

describe('examples', () => {
  it('there are at least five', () => expect(graphs.length).toBeGreaterThanOrEqual(5))

  it.each(graphs.map((file) => path.relative(folder, file)))('%s has nothing wrong', (file) => {
    expect(run('validate', path.join(folder, file))).toMatchObject({ code: 0 })
  })

  it.each(cases.map((file) => path.relative(folder, file)))('%s plays to its trace', (file) => {
    const inputs = path.join(folder, file)
    const graph = inputs.replace(/\.[^.]+\.jsonl$/, '.json')
    const trace = inputs.replace(/\.jsonl$/, '.trace.jsonl')
    const { code, out, err } = run('simulate', graph, '--inputs', inputs)
    expect({ code, err }).toEqual({ code: 0, err: [] })
    if (process.env.UPDATE_TRACES === '1') writeFileSync(trace, `${out.join('\n')}\n`)
    expect(out).toEqual(readFileSync(trace, 'utf8').trimEnd().split('\n'))
  })
})

describe('nodes', () => {
  const beside = readdirSync(path.join(folder, 'nodes'))
  const told = JSON.parse(readFileSync(path.join(folder, '../docs/nodes/cases.json'), 'utf8'))
  const types = [...NODES.values()].filter((definition) => definition.family !== 'annotation').map(({ type }) => type)

  it.each(types)('%s has a scene of its own with three cases or more, and what they show is told', (type) => {
    const played = beside.filter((file) => file.endsWith('.trace.jsonl') && file.startsWith(`${type}.`))
    expect(played.length).toBeGreaterThanOrEqual(3)
    expect(Object.keys(told[type])).toEqual(expect.arrayContaining(played.map((file) => file.split('.')[1])))
    expect(Object.keys(told[type])).toHaveLength(played.length)
    const scene = JSON.parse(readFileSync(path.join(folder, 'nodes', `${type}.json`), 'utf8'))
    expect(scene.nodes.map((node: { type: string }) => node.type)).toContain(type)
  })
})
