import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { signalDeclaration } from '#wire/messages/capabilities.ts'
import { deviceManifest } from '#wire/messages/register-device.ts'
import { deviceAddress, segment } from '#wire/names.ts'
import {
  bootValues,
  declarationOf,
  deviceOf,
  differences,
  manifestOf,
  move,
  obey,
  setByHand,
  stateOf,
} from './board.ts'
import { DEMO_BOARDS, DEMO_ROOM } from './boards/all.ts'
import { boilerRoomSubpanel } from './boards/boiler-room-subpanel.ts'
import { gauge134 } from './boards/gauge-1-3-4.ts'
import { mainLighting } from './boards/main-lighting.ts'
import { sim } from './boards/sim.ts'
import type { BoardDefinition, BoardValues } from './definition.ts'

const after = (board: BoardDefinition, values: BoardValues, ms: number): BoardValues => {
  let now = values
  for (let t = 0; t < ms; t += 100) now = move(board, now, 100)
  return now
}

const told = (
  board: BoardDefinition,
  values: BoardValues,
  device: string,
  action: string,
  params = {},
): BoardValues => {
  const done = obey(board, values, { device, action, params })
  expect(done.outcome).toBe('applied')
  return done.values
}

describe.each(DEMO_BOARDS.map((board) => [board.controller_id, board] as const))('%s', (_, board) => {
  it('introduces itself as the wire wants it', () => {
    const manifest = z.array(deviceManifest).parse(manifestOf(board))
    expect(manifest).toHaveLength(board.devices.length)
    expect(new Set(manifest.map(({ device_id }) => device_id)).size).toBe(manifest.length)
  })

  it('boots with values of the declared types, at rest', () => {
    const values = bootValues(board)
    for (const device of board.devices)
      for (const [name, { type }] of Object.entries(device.signals)) {
        const value = values[device.device_id]?.[name]
        expect([device.device_id, name, typeof value === 'string' ? 'text' : typeof value]).toEqual([
          device.device_id,
          name,
          type,
        ])
      }
    expect(differences(board, values, move(board, values, 1000))).toEqual(new Map())
  })

  it('obeys every command that it declares, and no other', () => {
    for (const device of board.devices) {
      for (const [action, { params = {} }] of Object.entries(device.commands)) {
        const given = Object.fromEntries(
          Object.entries(params).map(([name, { type, min = 0 }]) => [
            name,
            type === 'text' ? 'white' : type === 'number' ? min : true,
          ]),
        )
        expect(obey(board, bootValues(board), { device: device.device_id, action, params: given }).outcome).toBe(
          'applied',
        )
      }
      expect(
        obey(board, bootValues(board), { device: device.device_id, action: 'constructor', params: {} }).outcome,
      ).toBe('rejected')
    }
  })
})

it('the needle follows its valve at its motor’s speed, and only while the gauges are active', () => {
  const boot = bootValues(gauge134)
  const set = setByHand(gauge134, boot, 'gauge_1', 'valve_1_psi', 380)
  if (!set.ok) throw new Error(set.message)
  expect(after(gauge134, set.values, 1000).gauge_1?.gauge_1_position).toBe(0)
  const active = told(gauge134, set.values, 'gauge_3', 'activate_gauges')
  expect(after(gauge134, active, 1000).gauge_1?.gauge_1_position).toBe(700)
  expect(after(gauge134, active, 5000).gauge_1?.gauge_1_position).toBe(1150)
  const home = told(gauge134, after(gauge134, active, 5000), 'gauge_1', 'deactivate_gauges')
  expect(after(gauge134, home, 5000).gauge_1?.gauge_1_position).toBe(0)
})

it('the lift takes its time and stops when told', () => {
  const down = told(boilerRoomSubpanel, bootValues(boilerRoomSubpanel), 'intro_tv_lift', 'lift_down')
  const half = after(boilerRoomSubpanel, down, 6_000)
  expect(half.intro_tv_lift?.position).toBeCloseTo(50)
  const stopped = told(boilerRoomSubpanel, half, 'intro_tv_lift', 'lift_stop')
  expect(after(boilerRoomSubpanel, stopped, 6_000).intro_tv_lift?.position).toBeCloseTo(50)
})

it('fog needs power, and ends', () => {
  const boot = bootValues(boilerRoomSubpanel)
  expect(told(boilerRoomSubpanel, boot, 'fog_trigger', 'trigger').fog_trigger?.fogging).toBe(false)
  const fog = told(
    boilerRoomSubpanel,
    told(boilerRoomSubpanel, boot, 'fog_power', 'power_on'),
    'fog_trigger',
    'trigger',
    { ms: 300 },
  )
  expect(after(boilerRoomSubpanel, fog, 200).fog_trigger?.fogging).toBe(true)
  expect(after(boilerRoomSubpanel, fog, 300).fog_trigger?.fogging).toBe(false)
})

it('hands set inputs only, in range, of the right type; a press does not stay', () => {
  const boot = bootValues(sim)
  expect(setByHand(sim, boot, 'gm', 'confirm', true)).toEqual({ ok: true, values: boot })
  expect(setByHand(sim, boot, 'lab_shelves', 'position', 5)).toMatchObject({ ok: false })
  expect(setByHand(sim, boot, 'gm', '__proto__', true)).toMatchObject({ ok: false })
  expect(setByHand(gauge134, bootValues(gauge134), 'gauge_1', 'valve_1_psi', 5000)).toMatchObject({ ok: false })
  expect(setByHand(gauge134, bootValues(gauge134), 'gauge_1', 'valve_1_psi', '5')).toMatchObject({ ok: false })
})

it('a state tells what lasts, and nothing of the inside', () => {
  const keypad = deviceOf(sim, 'password_input')
  const door = deviceOf(sim, 'lab_shelves')
  if (keypad === undefined || door === undefined) throw new Error('the board has changed')
  expect([stateOf(keypad, bootValues(sim)), stateOf(door, bootValues(sim))]).toEqual([{}, { position: 0 }])
})

it('a colour that the lights do not have is refused', () => {
  const done = obey(mainLighting, bootValues(mainLighting), {
    device: 'lab_lights_squares',
    action: 'set_squares_color',
    params: { color: 'plaid' },
  })
  expect(done).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('white') })
})

const exampleRoom = path.join(import.meta.dirname, '../examples/clockwork/room.json')
describe('the example room', () => {
  const room = z
    .object({
      tenant: segment,
      room: segment,
      devices: z.array(deviceManifest.extend({ controller_id: segment })),
      bindings: z.record(z.string(), deviceAddress),
    })
    .parse(JSON.parse(readFileSync(exampleRoom, 'utf8')))

  const boardOf = (id: string): BoardDefinition => {
    const board = DEMO_BOARDS.find(({ controller_id }) => controller_id === id)
    if (board === undefined) throw new Error(`no virtual board ${id}`)
    return board
  }

  it('is where the boards stand', () => {
    expect({ tenant: room.tenant, room: room.room }).toEqual(DEMO_ROOM)
  })

  it.each(room.devices.map((device) => [`${device.controller_id}/${device.device_id}`, device] as const))(
    'has a virtual %s that does all that the example needs of it',
    (_, device) => {
      const board = boardOf(device.controller_id)
      const manifest = manifestOf(board).find(({ device_id }) => device_id === device.device_id)
      expect(manifest?.kind).toBe(device.kind)
      for (const [name, needed] of Object.entries(device.signals)) {
        const { type, momentary = false } = signalDeclaration.parse(needed)
        const declared = declarationOf(board, device.device_id, name)
        expect({ name, type: declared?.type, momentary: declared?.momentary ?? false }).toEqual({
          name,
          type,
          momentary,
        })
      }
      for (const [name, { params }] of Object.entries(device.commands))
        expect({ name, params: manifest?.commands[name]?.params }).toEqual({ name, params })
    },
  )

  it('binds roles to devices that are there', () => {
    for (const { controller_id, device_id } of Object.values(room.bindings))
      expect(deviceOf(boardOf(controller_id), device_id)).toBeDefined()
  })
})
