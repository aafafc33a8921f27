import { z } from 'zod'
import { chosenTenant } from '#app/shell/tenant.ts'
import { type EmergencyReport, emergencyReports } from '#wire/emergency.ts'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'

const refusal = z.object({ message: z.string() })

/** Plain HTTP beside tRPC: a stop must not wait in a batch, nor for what a batch needs. Rejects with a sentence. */
async function ask(path: string, body?: object): Promise<unknown> {
  const tenant = chosenTenant()
  const response = await fetch(`/api/emergency${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(tenant === null ? {} : { 'x-tenant': tenant }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const said = refusal.safeParse(answer)
  throw new Error(said.success ? said.data.message : `The studio answered ${response.status} without a reason.`)
}

const reportsOf = async (path: string, body?: object): Promise<EmergencyReport[]> =>
  emergencyReports.parse(await ask(path, body)).rooms

export const readStops = (): Promise<EmergencyReport[]> => reportsOf('')
/** `room` null: all of them. */
export const pressStop = (room: string | null, level: EmergencyLevel): Promise<EmergencyReport[]> =>
  reportsOf('/stop', { room, level })
export const clearStop = (room: string | null, reason: string): Promise<EmergencyReport[]> =>
  reportsOf('/clear', { room, reason })
/** A pass for pressing while nobody can be asked who this is; the browser keeps it in a cookie that no script reads. */
export const fetchPass = (): Promise<unknown> => ask('/pass', {})
