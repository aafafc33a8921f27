import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { type Log, messageOf } from '#platform/log.ts'
import { type EmergencyRecord, emergencyRecord } from '#wire/emergency.ts'

const stored = z.array(emergencyRecord)

/** The stops in a file of the gateway's own: they outlive it also while Redis is away. */
export type StopFile = {
  /** What it holds; nothing where it is missing. One that can't be read is said in the log. */
  load(): Promise<EmergencyRecord[]>
  /** Writes them whole, the newest last; what is saved meanwhile is written after. Never rejects. */
  save(records: readonly EmergencyRecord[]): void
  written(): Promise<void>
}

export function createStopFile(file: string, log: Log): StopFile {
  let next: string | undefined
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    while (next !== undefined) {
      const text = next
      next = undefined
      try {
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(`${file}.new`, text)
        await rename(`${file}.new`, file)
      } catch (error) {
        log.error('emergency stops can not be kept in their file; Redis has them', { file, error })
      }
    }
    writing = undefined
  }

  return {
    async load() {
      try {
        return stored.parse(JSON.parse(await readFile(file, 'utf8')))
      } catch (error) {
        const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
        if (!missing) log.error('the file of emergency stops can not be read', { file, error: messageOf(error) })
        return []
      }
    },
    save(records) {
      next = JSON.stringify(records)
      writing ??= write()
    },
    written: () => writing ?? Promise.resolve(),
  }
}
