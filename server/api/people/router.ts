import { z } from 'zod'
import { Role } from '#generated/prisma/enums.ts'
import { displayName, id, idInput } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { listPeople, removePerson, setRole } from './service.ts'

const role = z.enum(Role)
const newPerson = z.strictObject({
  name: displayName,
  email: z.email('is no e-mail address').max(200),
  password: z.string().min(8, 'must have 8 characters at least').max(128),
  role,
})

export const peopleRouter = router({
  list: needs('people.see').query(({ ctx }) => listPeople(ctx)),
  create: needs('people.edit')
    .input(newPerson)
    .mutation(({ ctx, input }) => ctx.addPerson(input)),
  setRole: needs('people.edit')
    .input(z.strictObject({ id, role }))
    .mutation(({ ctx, input }) => setRole(ctx, input)),
  remove: needs('people.edit')
    .input(idInput)
    .mutation(({ ctx, input }) => removePerson(ctx, input.id)),
})
