import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { Role } from '#generated/prisma/enums.ts'
import type { Caller } from '../caller.ts'

/** Where the browser keeps it. */
export const PASS_COOKIE = 'studio.stop_pass'
/** How long a pass is good for pressing, ms: an evening, whatever happens to the database in it. */
export const PASS_MS = 12 * 3_600_000
/** A pass that is older than this does not clear a stop while the database is away, ms. */
const CLEARS_FOR_MS = 3_600_000
/** Keeps it apart from every other token that is signed with the same secret. */
const AUDIENCE = 'emergency-stop'

const claims = z.object({
  sub: z.string(),
  iat: z.number(),
  name: z.string(),
  email: z.string(),
  /** Tenant slug → role, of when it was given out. */
  roles: z.array(z.tuple([z.string(), z.enum(Role)])),
})

/** Who presses, as far as a pass tells. */
export type Presser = { name: string; email: string; tenant: string; role: Role; mayClear: boolean }

/**
 * A pass lets a person stop a room while nobody can ask the database who they are: a signed token in a cookie that no
 * script reads. All that it opens is the emergency stop.
 */
export function givePass({ user, memberships }: Caller, secret: string, now: number): Promise<string> {
  const { id, name, email } = user
  const issued = Math.floor(now / 1000)
  return new SignJWT({ name, email, roles: memberships.map(({ tenant, role }) => [tenant.slug, role]) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(id)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + PASS_MS / 1000)
    .sign(new TextEncoder().encode(secret))
}

/** Who holds the pass, in `tenant` or in their first; undefined where it is none, is over, or is for another tenant. */
export async function readPass(
  pass: string | undefined,
  secret: string,
  tenant: string | undefined,
  now: number,
): Promise<Presser | undefined> {
  if (pass === undefined) return undefined
  const verified = await jwtVerify(pass, new TextEncoder().encode(secret), {
    algorithms: ['HS256'],
    audience: AUDIENCE,
    requiredClaims: ['exp'],
    currentDate: new Date(now),
  }).catch(() => undefined) // not valid, for whatever reason: whoever has no pass is asked for their session
  const read = claims.safeParse(verified?.payload)
  if (!read.success) return undefined
  const { name, email, roles, iat } = read.data
  const chosen = tenant === undefined ? roles[0] : roles.find(([slug]) => slug === tenant)
  if (chosen === undefined) return undefined
  return { name, email, tenant: chosen[0], role: chosen[1], mayClear: now - iat * 1000 <= CLEARS_FOR_MS }
}
