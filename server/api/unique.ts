import { Prisma } from '#generated/prisma/client.ts'
import { ApiError } from './errors.ts'

const isKnown = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code

/** A row of the same key was there, or came in between. */
export const isTaken = (error: unknown): boolean => isKnown(error, 'P2002')
/** Two transactions got in each other's way, and this one was undone. */
export const isWriteConflict = (error: unknown): boolean => isKnown(error, 'P2034')
/** A row that it points to is not there, or not this tenant's. */
export const isDangling = (error: unknown): boolean => isKnown(error, 'P2003')

/** Does `work`; a key that is taken becomes `conflict` with `message`. */
export async function uniqueOr<T>(message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isTaken(error)) throw new ApiError('conflict', message, {}, { cause: error })
    throw error
  }
}

/** Of any number that meet at the same rows one gets through each time; more than this many never meet. */
const ATTEMPTS = 20

/** Does `work` again while it fails only because someone else was at the same rows. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !(isTaken(error) || isWriteConflict(error))) throw error
    }
  }
}
