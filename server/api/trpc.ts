import { initTRPC, type TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { ZodError } from 'zod'
import { counter, histogram } from '#platform/metrics.ts'
import { storeAway, WITHOUT } from './availability.ts'
import type { FeatureContext, RequestContext } from './context.ts'
import { ApiError, type ErrorDetail, toTrpcError } from './errors.ts'
import { addPerson } from './people/add-person.ts'
import { may, type Right } from './rights.ts'
import { storable } from './storable.ts'
import { scopeTo } from './tenancy.ts'

/** What a procedure says of itself beside its types. One without a right is refused to everybody. */
type Meta = { right?: Right }

const calls = histogram({
  name: 'studio_api_call_seconds',
  help: 'Time that calls of the API took, by procedure and outcome',
  labelNames: ['procedure', 'outcome'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
})
const faults = counter({ name: 'studio_api_faults_total', help: 'Calls that failed through a fault of ours' })

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: sentence(error),
      data: { ...shape.data, ...detailOf(error), ...(ctx === undefined ? {} : { traceId: ctx.traceId }) },
    }),
  })

/** Times the call, and makes of whatever was thrown an error that says what to do; a fault of ours is logged. */
const traced = t.middleware(async ({ ctx, path, next }) => {
  const stop = calls.startTimer({ procedure: path })
  const result = await next()
  if (result.ok) {
    stop({ outcome: 'ok' })
    return result
  }
  const error = explain(result.error, ctx, path)
  stop({ outcome: error.code })
  throw error
})

function explain(thrown: TRPCError, { deps, traceId }: RequestContext, path: string): TRPCError {
  const error = toTrpcError(thrown)
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error
  const store = storeAway(error.cause)
  if (store !== null) {
    deps.log.warn('a call failed because a store is away', { path, traceId, store, error: error.cause })
    return toTrpcError(new ApiError('unavailable', WITHOUT[store]))
  }
  faults.inc()
  deps.log.error('a call failed', { path, traceId, error: error.cause ?? error })
  return error
}

/** Knows who asks and whether they may, and gives them the database of their tenant only. */
const allowed = t.middleware(async ({ ctx, meta, path, getRawInput, next }) => {
  const caller = await ctx.caller()
  const right = meta?.right
  if (right === undefined || !may(caller.role, right))
    throw new ApiError(
      'not_allowed',
      `As ${caller.role} you may not do this (${path} needs the right ${right ?? 'none has'}).`,
    )
  storable(await getRawInput())
  const { deps, traceId } = ctx
  const feature: FeatureContext = {
    caller,
    db: scopeTo(deps.prisma, caller.tenant.id),
    redis: deps.redis,
    log: deps.log,
    realtime: deps.realtime,
    versions: deps.versions,
    traceId,
    now: deps.now,
    addPerson: (person) => addPerson(deps.prisma, { tenantId: caller.tenant.id, by: caller.user.email }, person),
    onlyTenant: async () => (await deps.prisma.tenant.count()) === 1,
  }
  return next({ ctx: feature })
})

const procedure = t.procedure.use(traced).use(allowed)

/** Begins a procedure that only roles with `right` may call. Every procedure of the API begins so. */
export const needs = (right: Right) => procedure.meta({ right })

export const { router, createCallerFactory } = t

/** The sentence for people. What a fault of ours was stays in the log. */
function sentence(error: TRPCError): string {
  if (error.code === 'PARSE_ERROR' || error.cause instanceof SyntaxError) return 'The request is not valid JSON.'
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return 'Something went wrong on our side. It was logged with the trace id.'
  if (error.cause instanceof ZodError) return error.cause.issues.map(issueLine).join('; ')
  return error.message
}

const issueLine = (issue: { path: readonly PropertyKey[]; message: string }): string =>
  issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`

const detailOf = (error: TRPCError): ErrorDetail => (error.cause instanceof ApiError ? error.cause.detail : {})
