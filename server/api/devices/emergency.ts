import type { z } from 'zod'
import type { emergencyDeclaration } from '#wire/messages/capabilities.ts'
import { type CommandLimits, commandLimits } from '#wire/registry.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import { toPayload } from '../payload.ts'
import { checkCommand, checkName } from './check-command.ts'
import { type Commands, storedCommands } from './declarations.ts'

type Word = z.output<typeof emergencyDeclaration> | null

/**
 * The installer's word on whether an emergency stop gives a command to a device, over the board's own; null takes it
 * back. The gateway has it with its next look at the registry. Throws `not_found` for room or device, `invalid` for a
 * command or parameters that the device did not declare.
 */
export async function setEmergency(
  ctx: FeatureContext,
  input: { room: string; controller: string; device: string; command: string; emergency: Word },
): Promise<void> {
  const { room, controller, device, command, emergency } = input
  const title = `${controller}/${device}`
  await ctx.db.$transaction(async (tx) => {
    const { id, commands, limits } = found(
      await tx.device.findFirst({
        where: { slug: device, controller: { slug: controller }, room: { slug: room } },
        select: { id: true, commands: true, limits: true },
      }),
      'device',
      title,
    )
    // A word on a command that is no more can always be taken back.
    const wrong = emergency === null ? [] : faults(storedCommands.parse(commands), command, emergency)
    if (wrong.length > 0) throw new ApiError('invalid', `${title}: ${wrong.join(' ')}`)
    const next = withWord(commandLimits.parse(limits), command, emergency)
    await tx.device.update({ where: { id }, data: { limits: toPayload(next) } })
    await record(tx, ctx.caller, {
      action: 'devices.setEmergency',
      subject: `${room}/${title}`,
      detail: toPayload({ command, emergency }),
    })
  })
}

const faults = (commands: Commands, command: string, word: NonNullable<Word>): string[] =>
  word === false ? checkName(commands, command) : checkCommand(commands, command, word.params)

/** Other limits of the command stay; a command without any is left out. */
function withWord(limits: CommandLimits, command: string, word: Word): CommandLimits {
  const { [command]: before, ...others } = limits
  const { emergency: _, ...rest } = before ?? {}
  const its = word === null ? rest : { ...rest, emergency: word }
  return Object.keys(its).length === 0 ? others : { ...others, [command]: its }
}
