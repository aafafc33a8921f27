import { expect, it } from 'vitest'
import { storeAway } from './availability.ts'

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more)

it.each([
  [error('x', { code: 'P1001' }), 'PostgreSQL'],
  [error('x', { code: '57P01' }), 'PostgreSQL'],
  [error('x', { code: '08006' }), 'PostgreSQL'],
  [error('Connection terminated unexpectedly'), 'PostgreSQL'],
  [error('outer', { cause: error('inner', { code: 'ECONNREFUSED' }) }), 'PostgreSQL'],
  [error('x', { name: 'MaxRetriesPerRequestError' }), 'Redis'],
  [error('Command timed out'), 'Redis'],
  [error('LOADING Redis is loading the dataset in memory'), 'Redis'],
])('%o tells that %s is away', (thrown, store) => {
  expect(storeAway(thrown)).toBe(store)
})

it.each([error('x', { code: 'P2002' }), error('x', { code: '23505' }), error('no'), 'text', undefined])(
  '%o is about something else',
  (thrown) => {
    expect(storeAway(thrown)).toBeNull()
  },
)
