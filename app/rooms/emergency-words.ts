import type { EmergencyMeasure } from '#wire/emergency-measures.ts'
import type { CommandDeclaration } from '#wire/messages/capabilities.ts'

/** Whether a stop gives a command, and how: as the installer, or the board, says it. */
export type Word = NonNullable<CommandDeclaration['emergency']>

/** The same as a choice of a list; `declared`: the installer says nothing. */
export type Choice = 'declared' | 'never' | '1' | '2'

export const choiceOf = (word: Word | undefined): Choice =>
  word === undefined ? 'declared' : word === false ? 'never' : word.level === 1 ? '1' : '2'

/** What counts while the installer says nothing: the board's word, else the device's kind. */
export function declaredWords(kind: string, declaration: CommandDeclaration | undefined): string {
  const word = declaration?.emergency
  if (word === undefined) return `by its kind, ${kind}`
  return word === false ? 'its board: never' : `its board: from level ${word.level}`
}

/** `set_brightness (brightness 255)`. */
export function measureWords({ command, params }: Pick<EmergencyMeasure, 'command' | 'params'>): string {
  const given = Object.entries(params).map(([name, value]) => `${name} ${String(value)}`)
  return given.length === 0 ? command : `${command} (${given.join(', ')})`
}
