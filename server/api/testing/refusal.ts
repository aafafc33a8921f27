import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../router.ts'

/** The refusal of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof TRPCClientError) return outcome
  throw new Error('the call was not refused')
}
