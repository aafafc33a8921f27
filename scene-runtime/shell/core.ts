import { createHash } from 'node:crypto'
import { type Core, core as pure } from '../core/core.ts'
import { stateText } from '../core/hash.ts'

export const core: Core = {
  ...pure,
  // The same as the core's own, by the machine's SHA-256: it is made for every step.
  stateHash: (session) => createHash('sha256').update(stateText(session)).digest('hex'),
}
