import { randomUUID } from 'node:crypto'
import { getTRPCErrorShape, type TRPCError } from '@trpc/server'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import superjson from 'superjson'
import { askHealth, type HealthCheck } from '#platform/http.ts'
import type { Log } from '#platform/log.ts'
import { metrics } from '#platform/metrics.ts'
import type { Condition, HouseReport } from '#wire/condition.ts'
import { authRoutes, requestHeaders } from './auth-routes.ts'
import { storeAway, WITHOUT } from './availability.ts'
import { type Caller, identify } from './caller.ts'
import type { Deps, RequestContext } from './context.ts'
import { connectEmergencyGateway } from './emergency/gateway-client.ts'
import { emergencyRoutes } from './emergency/routes.ts'
import { ApiError, toTrpcError } from './errors.ts'
import { trustedOrigins } from './origins.ts'
import { internalRoutes } from './registration/routes.ts'
import { type AppRouter, appRouter } from './router.ts'

/** A draft of 8 MB, and what wraps it. */
export const BODY_LIMIT = 9 * 1024 * 1024
/** Calls of one batch stand in the path by their names. */
const PATH_LIMIT = 4_000

export type HttpOptions = {
  deps: Deps
  publicUrl: string
  internalToken: string | undefined
  gatewayUrl: string
  checks: HealthCheck[]
  /** What of the house is away. */
  conditions(): Condition[]
}

/** The API's HTTP server, ready to listen: tRPC, sign-in, registration, health and metrics. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { deps, publicUrl, internalToken, gatewayUrl, checks, conditions } = options
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // The page's proxy runs on this machine or beside it; only what such a neighbour says of the client is believed.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    routerOptions: { maxParamLength: PATH_LIMIT },
    genReqId: () => randomUUID(),
    logger: false,
  })
  app.setErrorHandler((error, request, reply) => answerError(deps.log, error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ code: 'not_found', message: `There is no ${request.method} ${request.url.slice(0, 200)} here.` }),
  )
  app.addHook('onRequest', (request, reply, next) => {
    reply.header('x-trace-id', request.id)
    next(foreignOrigin(request, publicUrl))
  })
  app.get('/health', async (_request, reply) => {
    const health = await askHealth(checks)
    return reply.code(health.status === 'ok' ? 200 : 503).send({ ...health, conditions: conditions() })
  })
  app.get('/conditions', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ conditions: conditions() } satisfies HouseReport),
  )
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  internalRoutes(app, { prisma: deps.prisma, token: internalToken })
  authRoutes(app, deps.auth, deps.now)
  const gateway = connectEmergencyGateway(gatewayUrl, internalToken)
  emergencyRoutes(app, { deps, gateway, secure: publicUrl.startsWith('https:') })
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    createContext: ({ req }) => requestContext(deps, req),
  }
  app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions })
  return app
}

/** A cookie comes along from any page of the same site, another port of this machine among them: only ours may act. */
function foreignOrigin(request: FastifyRequest, publicUrl: string): ApiError | undefined {
  const { origin } = request.headers
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return undefined
  if (trustedOrigins(publicUrl, request.host).includes(origin)) return undefined
  const own = new URL(publicUrl).origin
  return new ApiError(
    'not_allowed',
    `A page of ${origin} may not act here; the studio's address (PUBLIC_URL) is ${own}.`,
  )
}

/** Who asks is found out once for all calls of a batch, and only when a call needs it. */
function requestContext(deps: Deps, request: FastifyRequest): RequestContext {
  const headers = requestHeaders(request)
  let caller: Promise<Caller> | undefined
  return {
    deps,
    headers,
    traceId: request.id,
    caller: () => {
      caller ??= identify(deps.auth, deps.prisma, headers)
      return caller
    },
  }
}

/** What failed outside a tRPC call: a body that is too large or not JSON, a refused origin, a fault. */
function answerError(log: Log, thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toTrpcError(asApiError(thrown))
  if (error.code === 'INTERNAL_SERVER_ERROR')
    log.error('a request failed', { url: request.url, traceId: request.id, error: thrown })
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  })
  reply.code(shape.data.httpStatus)
  if (request.url.startsWith('/trpc/')) return reply.send(trpcAnswer(request, shape))
  return reply.send({ code: codeOf(error), message: shape.message, trace_id: request.id })
}

const codeOf = (error: TRPCError): string => (error.cause instanceof ApiError ? error.cause.reason : 'internal')

/** As the client of tRPC reads it: the same for each call of a batch. */
function trpcAnswer(request: FastifyRequest, shape: unknown): unknown {
  const url = new URL(request.url, 'http://localhost')
  const one = { error: superjson.serialize(shape) }
  if (url.searchParams.get('batch') !== '1') return one
  return url.pathname.split(',').map(() => one)
}

function asApiError(thrown: unknown): unknown {
  if (thrown instanceof ApiError) return thrown
  const store = storeAway(thrown)
  if (store !== null) return new ApiError('unavailable', WITHOUT[store])
  if (!isClientError(thrown)) return thrown
  if (thrown.statusCode === 413)
    return new ApiError('too_large', 'The request is too large: a draft may have up to 8 MB.')
  if (thrown instanceof SyntaxError || thrown.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new ApiError('invalid', 'The request body is not valid JSON.')
  return new ApiError('invalid', thrown.message)
}

const isClientError = (thrown: unknown): thrown is FastifyError =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number' && thrown.statusCode < 500
