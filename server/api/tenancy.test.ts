import { describe, expect, it } from 'vitest'
import { Prisma } from '#generated/prisma/client.ts'
import { narrow, TenancyError } from './tenancy.ts'

const OURS = 'ours'
const ask = (model: string | undefined, operation: string, args?: unknown) => narrow(model, operation, args, OURS)

describe('what is read, changed and removed', () => {
  it.each([
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
  ])('%s is narrowed to the tenant, with and without conditions of its own', (operation) => {
    expect(ask('Room', operation)).toEqual({ where: { AND: [{ tenantId: OURS }] } })
    expect(ask('Room', operation, { where: { id: 'r' }, take: 1 })).toEqual({
      where: { id: 'r', AND: [{ tenantId: OURS }] },
      take: 1,
    })
  })

  it('keeps the conditions that were there, and none of them undoes the tenant', () => {
    expect(ask('Room', 'findMany', { where: { AND: { slug: 's' } } })).toEqual({
      where: { AND: [{ slug: 's' }, { tenantId: OURS }] },
    })
    expect(ask('Room', 'findMany', { where: { tenantId: 'theirs', OR: [{}] } })).toEqual({
      where: { tenantId: 'theirs', OR: [{}], AND: [{ tenantId: OURS }] },
    })
  })

  it('knows the tenant itself by its id', () => {
    expect(ask('Tenant', 'findMany')).toEqual({ where: { AND: [{ id: OURS }] } })
  })
})

describe('what is written', () => {
  it('must name the tenant, in every row', () => {
    const rows = [{ tenantId: OURS, slug: 'a' }]
    expect(ask('Venue', 'createMany', { data: rows })).toEqual({ data: rows })
    expect(() => ask('Venue', 'create', { data: { slug: 'a' } })).toThrow('does not name its tenant')
    expect(() => ask('Venue', 'createMany', { data: [...rows, { tenantId: 'theirs' }] })).toThrow('another tenant')
    expect(() => ask('Venue', 'create', {})).toThrow(TenancyError)
  })

  it('moves to no other tenant', () => {
    expect(() => ask('Venue', 'update', { where: { id: 'v' }, data: { tenantId: 'theirs' } })).toThrow('another tenant')
    expect(() => ask('Venue', 'updateMany', { data: { tenantId: { set: 'theirs' } } })).toThrow('another tenant')
    expect(() => ask('Tenant', 'update', { where: { id: OURS }, data: { id: 'theirs' } })).toThrow('another tenant')
  })

  it('goes through no relation, for that would go round the narrowing', () => {
    for (const [model, operation, data] of [
      ['Room', 'create', { tenantId: OURS, controllers: { create: { slug: 'c' } } }],
      ['Room', 'create', { tenant: { connect: { id: 'theirs' } } }],
      ['Room', 'update', { mainGraph: { connect: { id: 'g' } } }],
      ['Room', 'updateMany', { sessions: { deleteMany: {} } }],
    ] as const)
      expect(() => ask(model, operation, { where: {}, data })).toThrow('writes through')
  })

  it('or changed if it is there is all of this', () => {
    const create = { tenantId: OURS, slug: 's' }
    expect(ask('Room', 'upsert', { where: { id: 'r' }, create, update: { name: 'n' } })).toEqual({
      where: { id: 'r', AND: [{ tenantId: OURS }] },
      create,
      update: { name: 'n' },
    })
    expect(() => ask('Room', 'upsert', { where: {}, create: { slug: 's' }, update: {} })).toThrow(TenancyError)
    expect(() => ask('Room', 'upsert', { where: {}, create, update: { tenantId: 'theirs' } })).toThrow(TenancyError)
  })
})

describe('what is refused whole', () => {
  it('raw SQL', () => {
    for (const operation of ['$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe'])
      expect(() => ask(undefined, operation, {})).toThrow('not offered')
  })

  it('accounts and sign-ins, which belong to no tenant', () => {
    for (const model of ['User', 'AuthSession', 'Account', 'Verification'])
      for (const operation of ['findMany', 'create', 'deleteMany'])
        expect(() => ask(model, operation, {})).toThrow('belongs to no tenant')
  })

  it('operations that nobody has thought about', () => {
    expect(() => ask('Room', 'findRaw', {})).toThrow('not known to be safe')
    expect(() => ask('Tenant', 'create', { data: { id: OURS } })).toThrow(TenancyError)
    expect(() => ask('Nothing', 'findMany', {})).toThrow('not known')
  })

  it('a person’s rows of other tenants, reached through their membership', () => {
    const through = (user: unknown) => () => ask('Member', 'findMany', { include: { user } })
    expect(through(true)).not.toThrow()
    expect(through({ select: { id: true, name: true, email: true } })).not.toThrow()
    expect(through({ select: { members: true } })).toThrow('other tenants')
    expect(through({ include: { accounts: true } })).toThrow('other tenants')
    const deep = { include: { tenant: { include: { members: { select: { user: { include: { members: true } } } } } } } }
    expect(() => ask('Room', 'findFirst', deep)).toThrow('other tenants')
  })
})

it('covers every model of the schema', () => {
  const own = Object.values(Prisma.ModelName).filter((model) => {
    try {
      ask(model, 'findMany')
      return true
    } catch {
      return false
    }
  })
  expect(own.sort()).toEqual(
    Object.values(Prisma.ModelName)
      .filter((model) => !['User', 'AuthSession', 'Account', 'Verification'].includes(model))
      .sort(),
  )
})
