import { describe, expect, test } from 'vitest'
import { healthOf, knownOf } from '../core/known.ts'
import { emptyValues, forget, keysOf, learn } from './room-values.ts'

const button = { controller_id: 'board', device_id: 'button' }
const signals = (device: string, values: Record<string, number>) =>
  ({ type: 'signals', at: 1, device, signals: values }) as const
const health = (device: string | null, state: 'online' | 'offline') =>
  ({ type: 'health', at: 1, controller: 'board', device, health: state }) as const

describe('what is known of a room', () => {
  test('is told by role, for the devices that play one', () => {
    const values = emptyValues()
    learn(values, signals('board/button', { a: 1, b: 2 }))
    learn(values, signals('board/button', { a: 3 }))
    learn(values, signals('board/other', { a: 9 }))
    expect(knownOf(values, { left: button, right: button })).toEqual({
      signals: { 'left.a': 3, 'left.b': 2, 'right.a': 3, 'right.b': 2 },
      health: {},
    })
  })

  test('RT8 a device is offline when it or its controller is', () => {
    const values = emptyValues()
    expect(healthOf(values, button)).toBe('online')
    learn(values, health(null, 'offline'))
    expect(knownOf(values, { b: button }).health).toEqual({ b: 'offline' })
    learn(values, health('board/button', 'offline'))
    learn(values, health(null, 'online'))
    expect(healthOf(values, button)).toBe('offline')
    learn(values, health('board/button', 'online'))
    expect(healthOf(values, button)).toBe('online')
  })

  test('RT1 is forgotten by the keys that an event names', () => {
    const values = emptyValues()
    const events = [signals('board/button', { a: 1, b: 2 }), health(null, 'offline'), health('board/button', 'offline')]
    for (const event of events) learn(values, event)
    for (const key of events.flatMap(keysOf)) forget(values, key)
    expect(knownOf(values, { b: button })).toEqual({ signals: {}, health: {} })
  })
})
