import { expect, it } from 'vitest'
import { Role } from '#generated/prisma/enums.ts'
import { may, RIGHTS } from './rights.ts'

it('every role may look at rooms, devices, scenes and games', () => {
  for (const role of Object.values(Role))
    for (const right of ['rooms.see', 'devices.see', 'graphs.see', 'sessions.see'] as const)
      expect(may(role, right), `${role} ${right}`).toBe(true)
})

it('a viewer changes nothing', () => {
  expect(RIGHTS.viewer.filter((right) => !right.endsWith('.see'))).toEqual([])
})

it('a game master plays, and draws nothing', () => {
  expect(may('gm', 'sessions.start')).toBe(true)
  expect(may('gm', 'sessions.act')).toBe(true)
  expect(may('gm', 'graphs.edit')).toBe(false)
  expect(may('gm', 'graphs.publish')).toBe(false)
})

it('a technician moves devices and binds them, and ends no game', () => {
  expect(may('technician', 'devices.command')).toBe(true)
  expect(may('technician', 'bindings.edit')).toBe(true)
  expect(may('technician', 'sessions.act')).toBe(false)
})

it('whoever may act may stop a room; who looks after it lets it go on', () => {
  const who = (right: 'emergency.stop' | 'emergency.clear') => Object.values(Role).filter((role) => may(role, right))
  expect(who('emergency.stop')).toEqual(['owner', 'designer', 'gm', 'technician'])
  expect(who('emergency.clear')).toEqual(['owner', 'gm', 'technician'])
})

it('only the owner decides about people, venues and the audit log', () => {
  for (const right of ['people.edit', 'people.see', 'venues.edit', 'audit.see'] as const)
    expect(Object.values(Role).filter((role) => may(role, right))).toEqual(['owner'])
})

it('the owner has every right that anybody has', () => {
  for (const rights of Object.values(RIGHTS)) expect(RIGHTS.owner).toEqual(expect.arrayContaining([...rights]))
})
