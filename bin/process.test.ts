import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { projectRoot } from '#platform/local/project.ts'
import { main } from './studio.ts'

/* The command as its users have it: a process, whose output somebody reads. */

const folder = mkdtempSync(path.join(tmpdir(), 'studio-process-'))
afterAll(() => rmSync(folder, { recursive: true }))

const graph = path.join(folder, 'graph.json')
const inputs = path.join(folder, 'inputs.jsonl')
writeFileSync(
  graph,
  JSON.stringify({
    schemaVersion: 1,
    id: 'g',
    kind: 'scene',
    name: 'x',
    nodes: [{ id: 's', type: 'state' }],
    edges: [],
  }),
)
// More than a pipe holds.
writeFileSync(inputs, Array.from({ length: 20_000 }, (_, at) => `{"at":${at},"event":{"name":"tick"}}\n`).join(''))
const args = ['simulate', graph, '--inputs', inputs]

const studio = (stdout: 'pipe' | number) =>
  spawn(path.join(projectRoot, 'bin/studio'), args, { stdio: ['ignore', stdout, 'pipe'] })

describe('the process', () => {
  it('writes all of a long trace to somebody who reads it slowly', async () => {
    const lines: string[] = []
    await main(args, { out: (line) => lines.push(line), err: () => {} })
    const child = studio('pipe')
    const ended = once(child, 'close')
    let read = ''
    for await (const chunk of child.stdout ?? []) read += chunk
    expect(await ended).toEqual([0, null])
    expect(read === `${lines.join('\n')}\n`).toBe(true)
  })
  it('ends well when its reader has seen enough', async () => {
    const child = studio('pipe')
    const ended = once(child, 'close')
    for await (const _ of child.stdout ?? []) break
    expect(await ended).toEqual([0, null])
  })
  it.runIf(existsSync('/dev/full'))('says that its output cannot be written', async () => {
    const child = studio(openSync('/dev/full', 'w'))
    const ended = once(child, 'close')
    let said = ''
    for await (const chunk of child.stderr ?? []) said += chunk
    expect(said).toContain('the output cannot be written: ENOSPC')
    expect(await ended).toEqual([2, null])
  })
})
