import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const line = z.object({ context: z.object({ part: z.string(), pid: z.number() }) })

/** The process that plays a part now, by the supervisor's log. */
export function pidOf(part: string): number {
  const folder = process.env.STUDIO_LOGS
  if (folder === undefined) throw new Error('STUDIO_LOGS is not set: the global setup sets it')
  const pids = readFileSync(path.join(folder, 'supervisor.log'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((text) => line.safeParse(JSON.parse(text)).data ?? [])
    .filter(({ context }) => context.part === part)
  const last = pids.at(-1)
  if (last === undefined) throw new Error(`the supervisor's log names no process for ${part}`)
  return last.context.pid
}
