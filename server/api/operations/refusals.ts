import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { REFUSALS } from '#wire/channels.ts'
import { type Refusal, refusal } from '#wire/refusal.ts'

const PAGE = 500
/** The stream is bounded too; this keeps one call from reading all of it for a tenant that has no refusals. */
const PAGES = 20

/** The newest refusals of a tenant, newest first; with `orphans`, also those that name no tenant. */
export async function readRefusals(
  { redis, log }: { redis: Redis; log: Log },
  wanted: { tenant: string; orphans: boolean; limit: number },
): Promise<Refusal[]> {
  const chosen: Refusal[] = []
  let before = '+'
  for (let page = 0; page < PAGES && chosen.length < wanted.limit; page++) {
    const entries = await redis.xrevrange(REFUSALS, before, '-', 'COUNT', PAGE)
    for (const [id, fields] of entries) {
      const one = parse(fields)
      if (one === null) log.warn('a refusal in Redis can not be read', { id })
      else if (one.tenant_id === wanted.tenant || (one.tenant_id === undefined && wanted.orphans)) chosen.push(one)
    }
    const last = entries.at(-1)
    if (last === undefined || entries.length < PAGE) break
    before = `(${last[0]}`
  }
  return chosen.slice(0, wanted.limit)
}

function parse(fields: readonly string[]): Refusal | null {
  const text = fields[fields.indexOf('refusal') + 1]
  if (text === undefined) return null
  try {
    const parsed = refusal.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
