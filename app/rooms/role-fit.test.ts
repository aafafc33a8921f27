import { describe, expect, it } from 'vitest'
import { role } from '#scene-graph/schema/document.ts'
import { byFit, fitOf, suggest } from './role-fit.ts'

const door = {
  controller: 'subpanel',
  device: 'study_door',
  kind: 'maglock',
  signals: { locked: { type: 'boolean' as const } },
  commands: { lock: { params: {} }, unlock: { params: {} } },
}
const gate = { ...door, device: 'gate' }
const fog = {
  ...door,
  device: 'fog',
  kind: 'fog',
  signals: {},
  commands: { trigger: { params: { ms: { type: 'number' as const } } } },
}
const lock = role.parse({ kind: 'maglock', signals: { locked: 'boolean' }, commands: { unlock: {} } })

describe('fitOf', () => {
  it('finds what is missing, by name and by type', () => {
    expect(fitOf(lock, door)).toEqual({ missing: [], sameKind: true })
    expect(fitOf(lock, fog)).toEqual({ missing: ['signal locked', 'command unlock'], sameKind: false })
    expect(fitOf(role.parse({ signals: { locked: 'number' } }), door).missing).toEqual(['signal locked as number'])
    expect(
      fitOf(role.parse({ commands: { trigger: { params: { level: { type: 'number' } } } } }), fog).missing,
    ).toEqual(['command trigger with level'])
  })

  it('offers what fits first', () => {
    expect(byFit(lock, [fog, door]).map(({ device }) => device.device)).toEqual(['study_door', 'fog'])
  })
})

describe('suggest', () => {
  it('takes the only one that fits, and the one of the same name where there are several', () => {
    expect(suggest([['exit', lock]], {}, [door, fog])).toEqual({
      exit: { controller_id: 'subpanel', device_id: 'study_door' },
    })
    expect(suggest([['gate', lock]], {}, [door, gate]).gate?.device_id).toBe('gate')
  })

  it('guesses nothing, takes nothing away and gives nothing twice', () => {
    expect(suggest([['exit', lock]], {}, [door, gate])).toEqual({})
    const bound = { first: { controller_id: 'subpanel', device_id: 'study_door' } }
    expect(
      suggest(
        [
          ['first', lock],
          ['second', lock],
        ],
        bound,
        [door],
      ),
    ).toEqual(bound)
  })
})
