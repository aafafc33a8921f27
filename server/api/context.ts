import type { Redis } from 'ioredis'
import type { PrismaClient } from '#generated/prisma/client.ts'
import type { Log } from '#platform/log.ts'
import type { Versions } from '#scene-runtime/core/versions.ts'
import type { Auth } from './auth.ts'
import type { Caller } from './caller.ts'
import type { NewPerson, PersonAdded } from './people/add-person.ts'
import type { TenantDb } from './tenancy.ts'

/** What the API stands on; made once for a process. */
export type Deps = {
  prisma: PrismaClient
  redis: Redis
  auth: Auth
  log: Log
  realtime: { secret: string; port: number }
  /** Published versions as the runtime reads them, compiled. */
  versions: Versions
  /** Epoch ms. */
  now(): number
}

/** What a request brings: one for all calls of a batch. */
export type RequestContext = { deps: Deps; headers: Headers; traceId: string; caller(): Promise<Caller> }

/** What a feature gets. There is no other way to the database than `db`, the caller's tenant. */
export type FeatureContext = {
  caller: Caller
  db: TenantDb
  redis: Redis
  log: Log
  realtime: Deps['realtime']
  versions: Versions
  traceId: string
  now(): number
  /** Gives a person a place in the caller's tenant; accounts themselves belong to no tenant. */
  addPerson(person: NewPerson): Promise<PersonAdded>
  /** Whether the caller's tenant is the only one of this installation. */
  onlyTenant(): Promise<boolean>
}

/** What is needed to do something in a tenant's name, whoever asks: a person, or a game of theirs. */
export type ActingContext = Omit<FeatureContext, 'realtime' | 'versions' | 'addPerson' | 'onlyTenant'>
