/** Which of the two stores is away, told by the errors that their clients throw. */

const POSTGRES_CODES = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
])
/** Shutting down, crashing, starting up; and the whole class 08, connection exceptions. */
const SQL_STATES = /^(57P0[123]|08...|53300)$/
const SOCKET = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)$/
const REDIS =
  /Connection is closed|Stream isn't writeable|Command timed out|^(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN) /
const POSTGRES =
  /Connection terminated|timeout exceeded when trying to connect|Can't reach database|DatabaseNotReachable|ConnectionClosed|SocketTimeout/

export type Store = 'PostgreSQL' | 'Redis'

/** The store whose absence `error` tells of, or null when it is about something else. */
export function storeAway(error: unknown): Store | null {
  for (const one of causes(error)) {
    if (one.name === 'MaxRetriesPerRequestError' || REDIS.test(one.message)) return 'Redis'
    const code = 'code' in one ? one.code : undefined
    if (one.name === 'PrismaClientInitializationError') return 'PostgreSQL'
    if (typeof code === 'string' && (POSTGRES_CODES.has(code) || SQL_STATES.test(code) || SOCKET.test(code)))
      return 'PostgreSQL'
    if (POSTGRES.test(one.message)) return 'PostgreSQL'
  }
  return null
}

/** The error and what caused it, at most ten deep. */
function causes(error: unknown): Error[] {
  const chain: Error[] = []
  for (let next = error; next instanceof Error && chain.length < 10; next = next.cause) chain.push(next)
  return chain
}

export const WITHOUT: Readonly<Record<Store, string>> = {
  PostgreSQL: 'The database (PostgreSQL) does not answer. Running games go on; try again in a moment.',
  Redis: 'The live store (Redis) does not answer, so nothing of the rooms can be read or sent. Try again in a moment.',
}
