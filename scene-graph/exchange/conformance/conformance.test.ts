import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { simulate } from '#scene-runtime/core/simulate.ts'
import { compile } from '../../compile/compile.ts'
import type { SceneGraph } from '../../parse.ts'
import { exportScxml } from '../scxml/export.ts'
import { importScxml } from '../scxml/import.ts'
import { exportXState } from '../xstate/export.ts'
import { importXState } from '../xstate/import.ts'

const folder = import.meta.dirname
const files = readdirSync(folder).filter((file) => file.endsWith('.scxml'))

/** How a machine ends that plays for an hour by itself. */
function endOf(graph: SceneGraph): string | null | undefined {
  return [...simulate(compile(graph), [{ at: 3_600_000, end: true }], { seed: 1 })].at(-1)?.outcome
}

// Chapters of the SCXML recommendation; each document says what it shows and ends in "pass" or "fail".
describe('SG1 a step is what SCXML says it is', () => {
  it.each(files)('%s', (file) => {
    const { graph, lost } = importScxml(readFileSync(path.join(folder, file), 'utf8'))
    expect(lost).toEqual([])
    expect(endOf(graph)).toBe('pass')
    expect(endOf(importScxml(exportScxml(graph)).graph)).toBe('pass')
    expect(endOf(importXState(exportXState(graph)).graph)).toBe('pass')
  })
})
