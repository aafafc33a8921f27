import type { Scalar } from './json.ts'
import type { CommandDeclaration, ParameterDeclaration } from './messages/capabilities.ts'
import type { EmergencyLevel } from './messages/emergency.ts'
import type { CommandLimits } from './registry.ts'

/** A command that an emergency stop gives to a device, from its level on. */
export type EmergencyMeasure = {
  level: 1 | 2
  command: string
  params: Readonly<Record<string, Scalar>>
}

type Rule = { level: 1 | 2; full: boolean; commands: readonly RegExp[] }
/** The first name that the device has counts; `*` stands for anything. */
const patterns = (names: string[]): RegExp[] =>
  names.map((name) => new RegExp(`^${name.replaceAll('*', '[a-z0-9_-]+')}$`))
const lights = (...names: string[]): Rule => ({ level: 1, full: true, commands: patterns(names) })
const silent = (...names: string[]): Rule => ({ level: 1, full: false, commands: patterns(names) })
const released = (...names: string[]): Rule => ({ level: 2, full: false, commands: patterns(names) })
const halted = (...names: string[]): Rule => ({ level: 2, full: false, commands: patterns(names) })

/**
 * What a stop does to a device that does not say it itself, by kind. A kind that is not here is left alone: what a
 * relay or a solenoid holds only its installer knows (`emergency` of a command's declaration or limits).
 */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map(
  Object.entries({
    light: [lights('on', '*_on', 'set_brightness', 'set_*_brightness')],
    dimmer: [lights('on', '*_on', 'set_brightness', 'set_*_brightness')],
    led: [lights('on', '*_on', 'set_brightness', 'set_*_brightness')],
    laser: [silent('off', '*_off')],
    fog: [silent('off', '*_off', 'stop')],
    audio: [silent('stop', 'stop_all', 'mute')],
    video: [silent('stop', 'pause', 'power_off')],
    maglock: [released('unlock', 'release', 'open', '*_unlock')],
    lock: [released('unlock', 'release', 'open', '*_unlock')],
    door: [halted('stop', '*_stop'), released('unlock', 'release')],
    motor: [halted('stop', '*_stop', 'off')],
    actuator: [halted('stop', '*_stop', 'off')],
    servo: [halted('stop', '*_stop', 'detach')],
    lift: [halted('stop', '*_stop', 'off')],
    hoist: [halted('stop', '*_stop', 'off')],
  } satisfies Record<string, readonly Rule[]>),
)

export type Stoppable = {
  kind: string
  commands: ReadonlyMap<string, CommandDeclaration>
  limits?: CommandLimits
}

/**
 * What a stop of `level` gives to a device, in the order of levels. The installer's word goes before the board's, and
 * both before the table. Pure.
 */
export function measuresOf(device: Stoppable, level: EmergencyLevel): EmergencyMeasure[] {
  const limits = new Map(Object.entries(device.limits ?? {}))
  const declared = [...device.commands].map(([command, declaration]) => ({
    command,
    declaration,
    emergency: limits.get(command)?.emergency ?? declaration.emergency,
  }))
  const said = declared.flatMap(({ command, emergency }) =>
    emergency === undefined || emergency === false ? [] : [{ command, ...emergency }],
  )
  const open = declared.filter(({ emergency }) => emergency !== false)
  const measures = said.length > 0 ? said : byKind(device.kind, open, limits)
  return measures.filter((measure) => measure.level <= level).toSorted((a, b) => a.level - b.level)
}

function byKind(
  kind: string,
  commands: readonly { command: string; declaration: CommandDeclaration }[],
  limits: ReadonlyMap<string, CommandLimits[string]>,
): EmergencyMeasure[] {
  return (RULES.get(kind.toLowerCase()) ?? []).flatMap(({ level, full, commands: names }) => {
    for (const pattern of names) {
      const fitting = commands.flatMap(({ command, declaration }) => {
        if (!pattern.test(command)) return []
        const params = fill(declaration, full, limits.get(command)?.params ?? {})
        return params === undefined ? [] : [{ level, command, params }]
      })
      if (fitting.length > 0) return fitting
    }
    return []
  })
}

/** Numbers as high as they go where light is wanted; undefined where a parameter is needed that nobody can guess. */
function fill(
  declaration: CommandDeclaration,
  full: boolean,
  limits: Readonly<Record<string, { max?: number | undefined }>>,
): Record<string, Scalar> | undefined {
  const params: Record<string, Scalar> = {}
  for (const [name, parameter] of Object.entries(declaration.params)) {
    const most = full ? mostOf(parameter, limits[name]?.max) : undefined
    if (most !== undefined) params[name] = most
    else if (parameter.optional !== true) return undefined
  }
  return params
}

const mostOf = (parameter: ParameterDeclaration, limit: number | undefined): number | undefined =>
  parameter.type !== 'number' || parameter.max === undefined
    ? undefined
    : Math.min(parameter.max, limit ?? Number.POSITIVE_INFINITY)
