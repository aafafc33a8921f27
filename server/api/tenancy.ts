import { Prisma, type PrismaClient } from '#generated/prisma/client.ts'

/**
 * The one place that keeps tenants apart. A feature gets a `TenantDb`: the database as one tenant sees it. Every
 * operation on every model is narrowed to the tenant; what can't be narrowed is refused. Below it, the composite
 * foreign keys of the schema refuse a row that points into another tenant.
 */

/** Not offered to features: raw SQL, the whole of other people's accounts, and what only the process may do. */
type Hidden =
  | '$queryRaw'
  | '$queryRawUnsafe'
  | '$executeRaw'
  | '$executeRawUnsafe'
  | '$extends'
  | '$on'
  | '$connect'
  | '$disconnect'
  | '$transaction'
  | 'user'
  | 'authSession'
  | 'account'
  | 'verification'

/** The same inside a transaction. */
export type TenantTx = Omit<PrismaClient, Hidden>

export type TenantDb = TenantTx & {
  $transaction<T>(
    run: (tx: TenantTx) => Promise<T>,
    options?: { isolationLevel?: Prisma.TransactionIsolationLevel; timeout?: number },
  ): Promise<T>
}

/** A query that reaches out of its tenant: a mistake of ours, never of the caller. */
export class TenancyError extends Error {
  override name = 'TenancyError'
}

/** `prisma` as the tenant sees it. Rows written must name the tenant; anything else throws `TenancyError`. */
export function scopeTo(prisma: PrismaClient, tenantId: string): TenantDb {
  const scoped = prisma.$extends({
    name: 'tenant',
    query: {
      $allOperations: ({ model, operation, args, query }) => query(narrow(model, operation, args, tenantId)),
    },
  })
  // The extended client has the very methods of the plain one; the type leaves out those that are refused above.
  return scoped as unknown as TenantDb
}

type Args = Record<string, unknown>
const isArgs = (value: unknown): value is Args => typeof value === 'object' && value !== null && !Array.isArray(value)

const READS = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
  'delete',
  'deleteMany',
])
const UPDATES = new Set(['update', 'updateMany', 'updateManyAndReturn'])
const CREATES = new Set(['create', 'createMany', 'createManyAndReturn'])

/** The arguments, narrowed to the tenant. Pure; throws `TenancyError` for what can't be narrowed. */
export function narrow(model: string | undefined, operation: string, args: unknown, tenantId: string): Args {
  if (model === undefined) throw new TenancyError(`${operation} is not offered: raw queries know no tenant`)
  const columns = columnsOf(model)
  const key = model === 'Tenant' ? 'id' : 'tenantId'
  if (!columns.has(key)) throw new TenancyError(`${model} belongs to no tenant and is not offered to features`)
  const given = args === undefined ? {} : args
  if (!isArgs(given)) throw new TenancyError(`${model}.${operation} was called with no arguments object`)
  refuseForeignSelection(given, `${model}.${operation}`)
  const where = () => within(given.where, key, tenantId)
  if (READS.has(operation)) return { ...given, where: where() }
  const write = (data: unknown, mustName: boolean) =>
    checkData(data, { model, operation, columns, key, tenantId, mustName })
  if (UPDATES.has(operation)) {
    write(given.data, false)
    return { ...given, where: where() }
  }
  if (model === 'Tenant') throw new TenancyError(`Tenant.${operation} is not offered to features`)
  if (CREATES.has(operation)) {
    write(given.data, true)
    return given
  }
  if (operation === 'upsert') {
    write(given.create, true)
    write(given.update, false)
    return { ...given, where: where() }
  }
  throw new TenancyError(`${model}.${operation} is not known to be safe; name it in tenancy.ts`)
}

/** `where` and the tenant: added as a further condition, so that nothing in `where` can undo it. */
function within(where: unknown, key: string, tenantId: string): Args {
  const given = isArgs(where) ? where : {}
  const and = given.AND === undefined ? [] : Array.isArray(given.AND) ? given.AND : [given.AND]
  return { ...given, AND: [...and, { [key]: tenantId }] }
}

type Write = {
  model: string
  operation: string
  columns: ReadonlySet<string>
  key: string
  tenantId: string
  mustName: boolean
}

/** Columns only (a nested write would go round the narrowing), and no other tenant's id among them. */
function checkData(data: unknown, write: Write): void {
  const { model, operation, columns, key, tenantId, mustName } = write
  for (const row of Array.isArray(data) ? data : [data]) {
    if (!isArgs(row)) throw new TenancyError(`${model}.${operation} has no data`)
    const nested = Object.keys(row).find((name) => !columns.has(name))
    if (nested !== undefined)
      throw new TenancyError(`${model}.${operation} writes through “${nested}”: write that row by its own model`)
    const named = row[key]
    if (named === undefined && mustName) throw new TenancyError(`${model}.${operation} does not name its tenant`)
    if (named !== undefined && named !== tenantId)
      throw new TenancyError(`${model}.${operation} names another tenant than the caller's`)
  }
}

/** A person is known to several tenants: their own columns may be read along, never what hangs on them. */
function refuseForeignSelection(args: Args, what: string): void {
  for (const clause of ['select', 'include'] as const) {
    const selection = args[clause]
    if (!isArgs(selection)) continue
    for (const [name, chosen] of Object.entries(selection)) {
      if (name === 'user' && isArgs(chosen)) refuseRelations(chosen, what)
      else if (isArgs(chosen)) refuseForeignSelection(chosen, what)
    }
  }
}

function refuseRelations(user: Args, what: string): void {
  const columns = columnsOf('User')
  const chosen = isArgs(user.select) ? Object.keys(user.select) : []
  if (user.include !== undefined || user.omit !== undefined || chosen.some((name) => !columns.has(name)))
    throw new TenancyError(`${what} reads a person's rows of other tenants`)
}

/** A model's own columns, without its relations. */
function columnsOf(model: string): ReadonlySet<string> {
  const known = COLUMNS.get(model)
  if (known === undefined) throw new TenancyError(`model ${model} is not known to tenancy.ts`)
  return known
}

const COLUMNS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Tenant: Prisma.TenantScalarFieldEnum,
    Venue: Prisma.VenueScalarFieldEnum,
    Room: Prisma.RoomScalarFieldEnum,
    Controller: Prisma.ControllerScalarFieldEnum,
    Device: Prisma.DeviceScalarFieldEnum,
    Graph: Prisma.GraphScalarFieldEnum,
    Draft: Prisma.DraftScalarFieldEnum,
    Version: Prisma.VersionScalarFieldEnum,
    Binding: Prisma.BindingScalarFieldEnum,
    GameSession: Prisma.GameSessionScalarFieldEnum,
    JournalRecord: Prisma.JournalRecordScalarFieldEnum,
    Member: Prisma.MemberScalarFieldEnum,
    AuditEntry: Prisma.AuditEntryScalarFieldEnum,
    User: Prisma.UserScalarFieldEnum,
    AuthSession: Prisma.AuthSessionScalarFieldEnum,
    Account: Prisma.AccountScalarFieldEnum,
    Verification: Prisma.VerificationScalarFieldEnum,
  } satisfies Record<Prisma.ModelName, Record<string, string>>).map(([model, fields]) => [
    model,
    new Set(Object.values(fields)),
  ]),
)
