import { describe, expect, it } from 'vitest'
import { choosePort, PortTakenError } from './ports.ts'

const world = (taken: number[], reserved: number[] = []) => ({
  reserved: new Set(reserved),
  isFree: (port: number) => Promise.resolve(!taken.includes(port)),
})

describe('choosePort', () => {
  it('takes the default when it is free', async () => {
    expect(await choosePort({ variable: 'APP_PORT', port: 3000, explicit: false }, world([]))).toBe(3000)
  })
  it('moves on from a default that is taken, over ports that another part has', async () => {
    expect(await choosePort({ variable: 'APP_PORT', port: 3000, explicit: false }, world([3000], [3001]))).toBe(3002)
  })
  it('refuses a port that was asked for and is taken, naming it and its variable', async () => {
    const choice = choosePort({ variable: 'APP_PORT', port: 3000, explicit: true }, world([3000]))
    await expect(choice).rejects.toThrow(PortTakenError)
    await expect(choice).rejects.toThrow(/port 3000 \(APP_PORT\) is taken/)
  })
  it('refuses a port that was asked for twice', async () => {
    await expect(choosePort({ variable: 'B', port: 3000, explicit: true }, world([], [3000]))).rejects.toThrow(
      '3000 (B)',
    )
  })
  it('gives up after a hundred', async () => {
    const all = { reserved: new Set<number>(), isFree: () => Promise.resolve(false) }
    await expect(choosePort({ variable: 'APP_PORT', port: 3000, explicit: false }, all)).rejects.toThrow(
      'ports 3000 to 3099 are all taken; set APP_PORT',
    )
  })
})
