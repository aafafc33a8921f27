import { describe, expect, it } from 'vitest'
import { mayConnect } from './broker.ts'

const login = { username: 'studio', password: 'a secret' }
const given = (username?: string, password?: string) => ({
  username,
  password: password === undefined ? undefined : Buffer.from(password),
})

describe('who may connect to the broker', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('whoever is on this machine (%s)', (address) => {
    expect(mayConnect(address, login, given())).toBe(true)
    expect(mayConnect(address, undefined, given())).toBe(true)
  })

  it.each(['192.168.1.20', '::ffff:192.168.1.20', 'fe80::1', undefined])('from %s who knows the login', (address) => {
    expect(mayConnect(address, login, given('studio', 'a secret'))).toBe(true)
    for (const other of [
      given(),
      given('studio'),
      given('studio', 'a guess!'),
      given('studio', ''),
      given('x', 'a secret'),
    ])
      expect(mayConnect(address, login, other)).toBe(false)
  })

  it('nobody from beyond it when there is no login', () => {
    expect(mayConnect('192.168.1.20', undefined, given('studio', 'a secret'))).toBe(false)
  })
})
