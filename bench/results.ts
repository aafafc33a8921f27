import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { projectRoot } from '#platform/local/project.ts'

export const resultsDir = path.join(projectRoot, 'bench/results')

/** Writes what was measured, with the machine that it was measured on, and says where. */
export async function writeResults(name: string, measured: object): Promise<void> {
  await mkdir(resultsDir, { recursive: true })
  const file = path.join(resultsDir, `${name}-${new Date().toISOString().replaceAll(':', '-')}.json`)
  const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
  await writeFile(file, `${JSON.stringify({ machine, ...measured }, null, 2)}\n`)
  process.stdout.write(`${path.relative(projectRoot, file)}\n`)
}

/** Rows as a table: text to the left, numbers to the right. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const heads = Object.keys(rows[0] ?? {})
  const shown = (value: string | number | undefined): string =>
    typeof value === 'number' ? (Number.isInteger(value) ? String(value) : value.toFixed(2)) : (value ?? '')
  const widths = heads.map((head) => Math.max(head.length, ...rows.map((row) => shown(row[head]).length)))
  const line = (cells: readonly (string | number | undefined)[]): string =>
    cells
      .map((cell, i) =>
        typeof cell === 'number' ? shown(cell).padStart(widths[i] ?? 0) : shown(cell).padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return `${[line(heads), ...rows.map((row) => line(heads.map((head) => row[head])))].join('\n')}\n`
}
