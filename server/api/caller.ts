import type { PrismaClient, Role } from '#generated/prisma/client.ts'
import type { Auth } from './auth.ts'
import { ApiError } from './errors.ts'

export type Membership = { tenant: { id: string; slug: string; name: string }; role: Role }

/** Who asks, and in whose name. */
export type Caller = {
  user: { id: string; name: string; email: string }
  tenant: Membership['tenant']
  role: Role
  memberships: readonly Membership[]
}

/**
 * The person behind a request's cookie, in the tenant that header `x-tenant` (a slug) names, or their first.
 * Throws `not_signed_in`, or `not_allowed` where they are no member.
 */
export async function identify(auth: Auth, prisma: PrismaClient, headers: Headers): Promise<Caller> {
  const signedIn = await auth.api.getSession({ headers })
  if (signedIn === null) throw new ApiError('not_signed_in', 'You are not signed in, or your session has ended.')
  const { id, name, email } = signedIn.user
  const memberships = await prisma.member.findMany({
    where: { userId: id },
    select: { role: true, tenant: { select: { id: true, slug: true, name: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const wanted = headers.get('x-tenant')
  const chosen = wanted === null ? memberships[0] : memberships.find((one) => one.tenant.slug === wanted)
  if (chosen === undefined)
    throw new ApiError(
      'not_allowed',
      wanted === null
        ? 'Your account belongs to no company any more. Ask its owner to add you.'
        : `You are no member of “${wanted}”.`,
    )
  return { user: { id, name, email }, tenant: chosen.tenant, role: chosen.role, memberships }
}
