import { z } from 'zod'
import { commandDeclaration, signalDeclaration } from '#wire/messages/capabilities.ts'

/** A device's capabilities as the columns of its row hold them. */
export const storedSignals = z.record(z.string(), signalDeclaration)
export const storedCommands = z.record(z.string(), commandDeclaration)
export type Signals = z.infer<typeof storedSignals>
export type Commands = z.infer<typeof storedCommands>
