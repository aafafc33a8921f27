import { z } from 'zod'
import { readJson, Unusable } from './files.ts'

const device = z.object({
  controller_id: z.string(),
  device_id: z.string(),
  signals: z.record(z.string(), z.object({ type: z.string() })).default({}),
  commands: z.record(z.string(), z.unknown()).default({}),
})

/** A room as a file: its devices, and which of them plays which role. */
const roomFile = z.object({
  devices: z.array(device),
  bindings: z.record(z.string(), z.object({ controller_id: z.string(), device_id: z.string() })).default({}),
})
export type RoomFile = z.output<typeof roomFile>

export function readRoom(file: string): RoomFile {
  const parsed = roomFile.safeParse(readJson(file))
  if (parsed.success) return parsed.data
  throw new Unusable(parsed.error.issues.map((i) => `${file}: ${i.path.join('.')}: ${i.message}`))
}
