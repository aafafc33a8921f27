import { errors, jwtVerify } from 'jose'
import { messageOf } from '#platform/log.ts'
import { type RealtimeClaims, realtimeClaims } from '#wire/socket.ts'

export type Verified = { ok: true; claims: RealtimeClaims; expiresAt: number } | { ok: false; reason: string }

/** Reads a token of the API (HS256). `expiresAt` is epoch ms. The reason is fit for the client: it holds no secret. */
export async function verifyToken(token: string | null, secret: Uint8Array, now: number): Promise<Verified> {
  if (token === null || token === '') return { ok: false, reason: 'no token: connect with ?token= from realtime.token' }
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    })
    const claims = realtimeClaims.safeParse(payload)
    if (!claims.success) return { ok: false, reason: 'the token names no person, tenant and role' }
    return { ok: true, claims: claims.data, expiresAt: (payload.exp ?? 0) * 1000 }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, reason: 'the token is expired: ask for a new one' }
    return { ok: false, reason: `the token is not valid: ${messageOf(error)}`.slice(0, 120) }
  }
}
