import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

const capture = () => {
  const lines: Record<string, unknown>[] = []
  return { lines, to: { write: (text: string) => void lines.push(JSON.parse(text)) } }
}

describe('createLog', () => {
  it('writes lines of timestamp, service, level, message and context', () => {
    const { lines, to } = capture()
    createLog('mqtt-gateway', { level: 'info', to }).info('Device state changed', { room_id: 'clockwork' })
    expect(lines).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'mqtt-gateway',
        level: 'info',
        message: 'Device state changed',
        context: { room_id: 'clockwork' },
      },
    ])
  })

  it('writes an error with its stack, code and cause', () => {
    const { lines, to } = capture()
    const error = Object.assign(new Error('no answer', { cause: new Error('cable') }), { code: 'ETIMEDOUT' })
    createLog('api', { level: 'info', to }).error('Redis is away', { error })
    expect(lines[0]?.context).toEqual({
      error: { name: 'Error', message: 'no answer', code: 'ETIMEDOUT', cause: 'cable', stack: error.stack },
    })
  })

  it('leaves out what is below its level', () => {
    const { lines, to } = capture()
    const log = createLog('api', { level: 'warn', to })
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines.map((line) => line.message)).toEqual(['c', 'd'])
  })
})
