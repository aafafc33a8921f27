import { prismaAdapter } from '@better-auth/prisma-adapter'
import { betterAuth } from 'better-auth'
import type { PrismaClient } from '#generated/prisma/client.ts'
import type { Log } from '#platform/log.ts'
import { trustedOrigins } from './origins.ts'

/** Header that carries the client's address to better-auth; only ever written by us, from the connection. */
export const CLIENT_ADDRESS = 'x-studio-client-address'
/** Header with the host that the browser asked for, as the page's proxy saw it. */
export const CLIENT_HOST = 'x-studio-client-host'

const DAY = 86_400

export type AuthOptions = { prisma: PrismaClient; secret: string; publicUrl: string; log: Log }

/**
 * Sign-in by e-mail and password. Nobody signs up: an owner adds people. Sessions are rows of PostgreSQL, so that
 * removing one ends it at once.
 */
export function createAuth({ prisma, secret, publicUrl, log }: AuthOptions) {
  return betterAuth({
    appName: 'Sentient Studio',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    user: { modelName: 'user' },
    session: { modelName: 'authSession', expiresIn: 14 * DAY, updateAge: DAY },
    account: { modelName: 'account' },
    verification: { modelName: 'verification' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    trustedOrigins: (request) => trustedOrigins(publicUrl, request?.headers.get(CLIENT_HOST)),
    rateLimit: {
      enabled: true,
      window: 10,
      max: 300,
      customRules: { '/sign-in/email': { window: 60, max: 10 }, '/change-password': { window: 60, max: 10 } },
    },
    advanced: {
      // Origins are judged once for all of the API (http.ts); better-auth would refuse clients that are no browser.
      disableCSRFCheck: true,
      cookiePrefix: 'studio',
      // A secure cookie would never come back over http:// on the venue's own network.
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
    },
    // What is no answer of its own comes to our error handler, which knows an outage from a fault.
    onAPIError: { throw: true },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message, ...context) => log[level](message, context.length === 0 ? undefined : { context }),
    },
  })
}

export type Auth = ReturnType<typeof createAuth>

/** What of better-auth is offered: everything else under /api/auth is answered with 404. */
export const AUTH_PATHS: ReadonlySet<string> = new Set([
  'sign-in/email',
  'sign-out',
  'get-session',
  'list-sessions',
  'revoke-session',
  'revoke-other-sessions',
  'change-password',
  'ok',
])
