import type { Bindings } from '#wire/session-messages.ts'

/** A line of the list that is looked through before a game starts. */
export type Check = {
  id: string
  standing: 'ready' | 'warning' | 'missing'
  text: string
  /** What to do about it. */
  help?: string
}

export type Situation = {
  /** The graph that would be played; null when none was chosen. */
  graph: { name: string; version: number | null } | null
  roles: Readonly<Record<string, { kind?: string | undefined }>>
  bindings: Bindings
  /** Controller → whether it is there. */
  controllers: Readonly<Record<string, 'online' | 'offline' | 'unknown'>>
}

/** What stands between here and a game. `missing` is what the server refuses to start without. */
export function readiness({ graph, roles, bindings, controllers }: Situation): Check[] {
  if (graph === null)
    return [
      { id: 'graph', standing: 'missing', text: 'No scene chosen', help: 'Choose the scene that this room plays.' },
    ]
  if (graph.version === null)
    return [
      {
        id: 'version',
        standing: 'missing',
        text: `${graph.name} was never published`,
        help: 'Open it in the studio and publish it.',
      },
    ]
  const needed = Object.keys(roles)
  const unbound = needed.filter((role) => bindings[role] === undefined)
  const used = [...new Set(needed.flatMap((role) => bindings[role]?.controller_id ?? []))].sort()
  const away = used.filter((controller) => controllers[controller] !== 'online')
  return [
    { id: 'version', standing: 'ready', text: `${graph.name}, version ${graph.version}` },
    unbound.length === 0
      ? {
          id: 'roles',
          standing: 'ready',
          text: needed.length === 0 ? 'No devices needed' : `All ${needed.length} roles have a device`,
        }
      : {
          id: 'roles',
          standing: 'missing',
          text: `No device for ${listed(unbound)}`,
          help: 'Give each role a device on the room’s page, under Bindings.',
        },
    ...(used.length === 0
      ? []
      : [
          away.length === 0
            ? ({ id: 'controllers', standing: 'ready', text: `All ${used.length} controllers are online` } as const)
            : ({
                id: 'controllers',
                standing: 'warning',
                text: `Not online: ${listed(away)}`,
                help: 'The game can start, but commands to them fail and their sensors are silent.',
              } as const),
        ]),
  ]
}

export const canStart = (checks: readonly Check[]): boolean => checks.every((check) => check.standing !== 'missing')

const MOST = 6
function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ')
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown
}
