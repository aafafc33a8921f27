import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { PrismaClient, Role } from '#generated/prisma/client.ts'
import { ApiError } from '../errors.ts'
import { retried } from '../unique.ts'

export type NewPerson = { name: string; email: string; password: string; role: Role }

export type PersonAdded = {
  id: string
  /** Somebody signs in with this address already: they keep their own name and password. */
  existing: boolean
}

/**
 * Makes an account and its place in the tenant, or gives an account that exists a place. The one feature that writes
 * accounts, which belong to no tenant: hence the whole database. Throws `conflict` for somebody who is a member.
 */
export async function addPerson(
  prisma: PrismaClient,
  place: { tenantId: string; by: string },
  person: NewPerson,
): Promise<PersonAdded> {
  const email = person.email.toLowerCase()
  const password = await hashPassword(person.password)
  return retried(() =>
    prisma.$transaction(async (tx) => {
      const known = await tx.user.findUnique({ where: { email }, select: { id: true } })
      const userId = known?.id ?? randomUUID()
      if (known === null) {
        await tx.user.create({ data: { id: userId, email, name: person.name } })
        await tx.account.create({
          data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password },
        })
      }
      const { tenantId } = place
      const member = await tx.member.findUnique({ where: { tenantId_userId: { tenantId, userId } } })
      if (member !== null) throw new ApiError('conflict', `${email} is a member already.`)
      const { id } = await tx.member.create({ data: { tenantId, userId, role: person.role } })
      await tx.auditEntry.create({
        data: { tenantId, actor: place.by, action: 'people.create', subject: email, detail: { role: person.role } },
      })
      return { id, existing: known !== null }
    }),
  )
}
