import { describe, expect, it } from 'vitest'
import { parseDocument } from '../parse.ts'
import type { RoomDevices } from './room.ts'
import { validate } from './validate.ts'

function found(roles: object, room: RoomDevices): string[] {
  const parsed = parseDocument({
    schemaVersion: 1,
    id: 'g',
    kind: 'scene',
    name: 'g',
    roles,
    nodes: [{ id: 'a', type: 'end' }],
    edges: [],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings))
  return validate(parsed.graph, room)
    .filter((finding) => finding.code.startsWith('role/') && finding.path !== undefined)
    .map(({ code, path, severity }) => `${severity} ${code} ${path}`)
}

const address = { controller_id: 'board', device_id: 'door' }
const device = { ...address, signals: { open: { type: 'boolean' } }, commands: { unlock: {} } }

describe('names that the wire can not carry', () => {
  const roles = {
    Door: {
      signals: { open: 'boolean', Open: 'boolean' },
      commands: { unlock: { params: { Force: { type: 'number', optional: true } } }, unLock: {} },
    },
  }
  const wrong = [
    'warning role/wire-name roles.Door.signals.Open',
    'warning role/wire-name roles.Door.commands.unlock.params.Force',
    'warning role/wire-name roles.Door.commands.unLock',
  ]

  it('of signals, commands and parameters are found, once each; the role’s own name is never sent', () =>
    expect(found(roles, { devices: [device], bindings: { Door: address } })).toEqual(wrong))

  it('are found before anybody is bound', () =>
    expect(found(roles, { devices: [], bindings: {} })).toEqual([...wrong, 'warning role/unbound roles.Door']))

  it('are nobody’s concern without a room', () => {
    const parsed = parseDocument({ schemaVersion: 1, id: 'g', kind: 'scene', name: 'g', roles, nodes: [], edges: [] })
    if (!parsed.ok) throw new Error('no document')
    expect(validate(parsed.graph).filter((finding) => finding.code === 'role/wire-name')).toEqual([])
  })
})

it('a device that lacks what a role needs is named, with where', () => {
  const role = { signals: { open: 'number', shut: 'boolean' }, commands: { lock: {} } }
  expect(found({ door: role }, { devices: [device], bindings: { door: address } })).toEqual([
    'warning role/signal-type roles.door.signals.open',
    'warning role/signal-missing roles.door.signals.shut',
    'warning role/command-missing roles.door.commands.lock',
  ])
})
