import { type EmergencyClearing, type EmergencyPress, type EmergencyReport, emergencyReports } from '#wire/emergency.ts'
import { notRegistered } from '#wire/registry.ts'
import { ApiError } from '../errors.ts'

const TIMEOUT_MS = 3_000
/** A connection that was cut just then is no reason not to stop; the gateway takes the same press once. */
const TRIES = 2

/** The way to the gateway's door for emergency stops. Throws `unavailable` where it does not answer, `not_found`. */
export type EmergencyGateway = {
  stop(press: EmergencyPress): Promise<EmergencyReport[]>
  clear(clearing: EmergencyClearing): Promise<EmergencyReport[]>
  standing(tenant: string): Promise<EmergencyReport[]>
}

export function connectEmergencyGateway(url: string, token: string | undefined): EmergencyGateway {
  async function ask(path: string, body?: object): Promise<EmergencyReport[]> {
    let failed: unknown
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        return await askOnce(path, body)
      } catch (error) {
        if (error instanceof ApiError) throw error
        failed = error
      }
    }
    throw new ApiError(
      'unavailable',
      'The gateway to the room does not answer. Look whether its process runs and GATEWAY_URL is right.',
      {},
      { cause: failed },
    )
  }

  async function askOnce(path: string, body: object | undefined): Promise<EmergencyReport[]> {
    const response = await fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-internal-token': token ?? '', 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (response.ok) return emergencyReports.parse(answer).rooms
    const refused = notRegistered.safeParse(answer)
    if (response.status === 404) throw new ApiError('not_found', 'The gateway knows no such room.')
    throw new Error(refused.success ? refused.data.message : `it answered ${response.status}`)
  }

  return {
    stop: (press) => ask('/internal/emergency/stop', press),
    clear: (clearing) => ask('/internal/emergency/clear', clearing),
    standing: (tenant) => ask(`/internal/emergency?tenant=${encodeURIComponent(tenant)}`),
  }
}
