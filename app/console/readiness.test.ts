import { describe, expect, it } from 'vitest'
import { canStart, readiness, type Situation } from './readiness.ts'

const ready: Situation = {
  graph: { name: 'Boiler room', version: 3 },
  roles: { door: {}, fog: {} },
  bindings: {
    door: { controller_id: 'subpanel', device_id: 'study_door' },
    fog: { controller_id: 'subpanel', device_id: 'fog_trigger' },
  },
  controllers: { subpanel: 'online' },
}

describe('readiness', () => {
  it('finds a room ready', () => {
    const checks = readiness(ready)
    expect(checks.map(({ standing }) => standing)).toEqual(['ready', 'ready', 'ready'])
    expect(canStart(checks)).toBe(true)
  })

  it('holds back what the server would refuse', () => {
    expect(canStart(readiness({ ...ready, graph: null }))).toBe(false)
    expect(canStart(readiness({ ...ready, graph: { name: 'New', version: null } }))).toBe(false)
    const unbound = readiness({ ...ready, roles: { ...ready.roles, lift: {} } })
    expect(unbound.find(({ id }) => id === 'roles')).toMatchObject({ standing: 'missing', text: 'No device for lift' })
    expect(canStart(unbound)).toBe(false)
  })

  it('warns of boards that are away, and lets the game start', () => {
    const checks = readiness({ ...ready, controllers: { subpanel: 'offline' } })
    expect(checks.find(({ id }) => id === 'controllers')).toMatchObject({
      standing: 'warning',
      text: 'Not online: subpanel',
    })
    expect(canStart(checks)).toBe(true)
  })

  it('does not ask after boards that the scene does not use', () => {
    const checks = readiness({ ...ready, controllers: { subpanel: 'online', spare: 'offline' } })
    expect(checks.every(({ standing }) => standing === 'ready')).toBe(true)
  })

  it('names a few and counts the rest', () => {
    const roles = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`role_${n}`, {}]))
    const checks = readiness({ ...ready, roles, bindings: {} })
    expect(checks.find(({ id }) => id === 'roles')?.text).toMatch(/role_5 and 3 more$/)
  })
})
