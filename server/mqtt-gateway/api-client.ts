import { messageOf } from '#platform/log.ts'
import type { Json } from '#wire/json.ts'
import { notRegistered, type Registered, type RegistryRoom, registered, registry } from '#wire/registry.ts'

/** `refused` is the API's last word on the message; `away` is for later. */
export type Answer =
  | { kind: 'accepted'; at: Registered }
  | { kind: 'refused'; code: string; message: string }
  | { kind: 'away'; reason: string }

export type RegistryAnswer =
  | { rooms: readonly RegistryRoom[]; tag: string | null }
  | { unchanged: true }
  | { away: string }

/** The API's /internal routes. Nothing here throws. */
export type ApiClient = {
  /** Both take the board's own JSON. */
  registerController(said: Json): Promise<Answer>
  registerDevice(said: Json): Promise<Answer>
  /** `tag`: of the registry that the caller has; null: none. */
  registry(tag: string | null): Promise<RegistryAnswer>
}

export function createApiClient(options: { url: string; token: string; timeoutMs?: number }): ApiClient {
  const { url, token, timeoutMs = 5_000 } = options
  const call = (
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> =>
    fetch(new URL(path, url), {
      ...init,
      headers: { 'x-internal-token': token, 'content-type': 'application/json', ...init.headers },
      signal: AbortSignal.timeout(timeoutMs),
    })
  async function register(path: string, said: Json): Promise<Answer> {
    try {
      const response = await call(path, { method: 'POST', body: JSON.stringify(said) })
      const body: unknown = await response.json().catch(() => undefined)
      if (response.ok) {
        const accepted = registered.safeParse(body)
        if (accepted.success) return { kind: 'accepted', at: accepted.data }
        return { kind: 'away', reason: `${path} answered ${response.status} without tenant, room and controller` }
      }
      const refused = notRegistered.safeParse(body)
      if (refused.success && isAboutTheMessage(response.status))
        return { kind: 'refused', code: refused.data.code, message: refused.data.message }
      return { kind: 'away', reason: `${path} answered ${response.status}` }
    } catch (error) {
      return { kind: 'away', reason: causeOf(error) }
    }
  }
  return {
    registerController: (said) => register('/internal/controllers/register', said),
    registerDevice: (said) => register('/internal/devices/register', said),
    async registry(tag) {
      try {
        const response = await call('/internal/registry', tag === null ? {} : { headers: { 'if-none-match': tag } })
        if (response.status === 304) return { unchanged: true }
        if (!response.ok) return { away: `/internal/registry answered ${response.status}` }
        const rooms = registry.safeParse(await response.json())
        return rooms.success
          ? { rooms: rooms.data, tag: response.headers.get('etag') }
          : { away: `/internal/registry: ${rooms.error.message.slice(0, 300)}` }
      } catch (error) {
        return { away: causeOf(error) }
      }
    },
  }
}

/** A wrong token (401, 403) or too much at once is the operator's to mend, not the board's: it is tried again. */
const isAboutTheMessage = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status)

/** fetch says "fetch failed"; its cause says why. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error)
