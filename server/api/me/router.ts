import type { Role } from '#generated/prisma/enums.ts'
import { RIGHTS, type Right } from '../rights.ts'
import { needs, router } from '../trpc.ts'

export type Me = {
  user: { id: string; name: string; email: string }
  tenant: { slug: string; name: string }
  role: Role
  tenants: { slug: string; name: string; role: Role }[]
  can: readonly Right[]
}

export const meRouter = router({
  get: needs('me.see').query(({ ctx: { caller } }): Me => {
    const { slug, name } = caller.tenant
    return {
      user: caller.user,
      tenant: { slug, name },
      role: caller.role,
      tenants: caller.memberships.map(({ tenant, role }) => ({ slug: tenant.slug, name: tenant.name, role })),
      can: RIGHTS[caller.role],
    }
  }),
})
