import type { Role } from '#generated/prisma/enums.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import type { TenantTx } from '../tenancy.ts'
import { retried } from '../unique.ts'

export type Person = { id: string; name: string; email: string; role: Role; since: Date; you: boolean }

const selection = {
  id: true,
  role: true,
  createdAt: true,
  user: { select: { id: true, name: true, email: true } },
} as const

export async function listPeople({ db, caller }: FeatureContext): Promise<Person[]> {
  const rows = await db.member.findMany({ select: selection, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  return rows.map(({ id, role, createdAt, user }) => ({
    id,
    role,
    name: user.name,
    email: user.email,
    since: createdAt,
    you: user.id === caller.user.id,
  }))
}

/** Throws `not_found`, or `conflict` for the last owner. */
export async function setRole(
  { db, caller }: FeatureContext,
  input: { id: string; role: Role },
): Promise<{ id: string }> {
  await changeMember(db, async (tx) => {
    const member = await memberOf(tx, input.id)
    if (input.role !== 'owner') await refuseLastOwner(tx, member)
    await tx.member.update({ where: { id: input.id }, data: { role: input.role } })
    await record(tx, caller, changed('people.setRole', member, { from: member.role, to: input.role }))
  })
  return { id: input.id }
}

/** Takes away a person's place; their account stays, for they may be a member elsewhere. Throws as `setRole`. */
export async function removePerson({ db, caller }: FeatureContext, id: string): Promise<{ id: string }> {
  await changeMember(db, async (tx) => {
    const member = await memberOf(tx, id)
    await refuseLastOwner(tx, member)
    await tx.member.delete({ where: { id } })
    await record(tx, caller, changed('people.remove', member, { role: member.role }))
  })
  return { id }
}

/** Serializable: two owners who demote each other at once must not both succeed. */
const changeMember = (db: FeatureContext['db'], work: (tx: TenantTx) => Promise<void>): Promise<void> =>
  retried(() => db.$transaction(work, { isolationLevel: 'Serializable' }))

type Member = { id: string; role: Role; user: { email: string } }

const memberOf = async (tx: TenantTx, id: string): Promise<Member> =>
  found(await tx.member.findFirst({ where: { id }, select: selection }), 'person', id)

async function refuseLastOwner(tx: TenantTx, member: Member): Promise<void> {
  if (member.role !== 'owner') return
  const others = await tx.member.count({ where: { role: 'owner', id: { not: member.id } } })
  if (others === 0)
    throw new ApiError('conflict', `${member.user.email} is the only owner: make somebody else owner first.`)
}

const changed = (action: string, member: Member, detail: Record<string, Role>) => ({
  action,
  subject: member.user.email,
  detail,
})
