import { SignJWT } from 'jose'
import type { RealtimeClaims } from '#wire/socket.ts'
import { needs, router } from '../trpc.ts'

/** A connection is opened with a fresh token; it need not outlive the handshake by much. */
const LIFETIME_MS = 5 * 60_000

export type RealtimeToken = {
  token: string
  /** Epoch ms. */
  expires_at: number
  port: number
}

export const realtimeRouter = router({
  /** A token for the realtime gateway, good for five minutes (HS256, claims of wire/socket.ts). */
  token: needs('me.see').mutation(async ({ ctx }): Promise<RealtimeToken> => {
    const { caller, realtime } = ctx
    const claims: RealtimeClaims = { sub: caller.user.id, tenant: caller.tenant.slug, role: caller.role }
    const issued = Math.floor(ctx.now() / 1000)
    const expires = issued + LIFETIME_MS / 1000
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(issued)
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(realtime.secret))
    return { token, expires_at: expires * 1000, port: realtime.port }
  }),
})
