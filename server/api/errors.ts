import { TRPCError } from '@trpc/server'
import type { Finding } from '#scene-graph/findings.ts'

/** Why something was not done, in the API's own words; each has its one place in tRPC's and HTTP's codes below. */
export type Reason =
  | 'not_signed_in'
  | 'not_allowed'
  | 'not_found'
  | 'conflict'
  | 'not_ready'
  | 'invalid'
  | 'too_large'
  | 'unavailable'

/** What a screen needs beside the sentence. */
export type ErrorDetail = {
  findings?: readonly Finding[]
  /** The draft's revision as it stands (CONFLICT of saveDraft and publish). */
  revision?: number
  /** Roles that no device plays (sessions.start). */
  roles?: readonly string[]
}

/** A refusal that the caller can understand and act on: the message is shown to people as it is. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly reason: Reason
  readonly detail: ErrorDetail

  constructor(reason: Reason, message: string, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
    this.detail = detail
  }
}

const CODES = {
  not_signed_in: 'UNAUTHORIZED',
  not_allowed: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  not_ready: 'PRECONDITION_FAILED',
  invalid: 'BAD_REQUEST',
  too_large: 'PAYLOAD_TOO_LARGE',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<Reason, TRPCError['code']>

/** The only way from our errors to tRPC's. What is not ours stays what it is: an internal error. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError && !(error.cause instanceof ApiError)) return error
  const own = error instanceof TRPCError ? error.cause : error
  if (own instanceof ApiError) return new TRPCError({ code: CODES[own.reason], message: own.message, cause: own })
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error })
}

/** `notFound('room', 'lobby')`: there is no such thing, or it is not yours; the two are not told apart. */
export const notFound = (what: string, name: string): ApiError =>
  new ApiError('not_found', `There is no ${what} “${name}” here.`)

/** The thing, or `notFound`. */
export function found<T>(thing: T | null | undefined, what: string, name: string): T {
  if (thing === null || thing === undefined) throw notFound(what, name)
  return thing
}
