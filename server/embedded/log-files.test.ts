import { describe, expect, it } from 'vitest'
import { atLeast, formatLine, readLine } from './log-files.ts'

const now = Date.UTC(2026, 0, 2, 3, 4, 5)

describe('what a program printed', () => {
  it('is taken as it is when it is a log line of ours', () => {
    const line = {
      timestamp: '2026-01-01T00:00:00.000Z',
      service: 'api',
      level: 'warn',
      message: 'm',
      context: { a: 1 },
    }
    expect(readLine(JSON.stringify(line), 'server', now)).toEqual(line)
  })
  it.each([
    ['2026-01-02 03:04:05.6 UTC [12] LOG:  database system is ready', 'info'],
    ['2026-01-02 03:04:05.6 UTC [12] FATAL:  password authentication failed', 'error'],
    ['2026-01-02 03:04:05.6 UTC [12] ERROR:  relation does not exist', 'error'],
    ['2026-01-02 03:04:05.6 UTC [12] WARNING:  there is no transaction', 'warn'],
    ['12:M 02 Jan 2026 03:04:05.6 # Failed listening on port', 'warn'],
    ['12:M 02 Jan 2026 03:04:05.6 * Ready to accept connections', 'info'],
    ['12:M 02 Jan 2026 03:04:05.6 # Server initialized', 'info'],
    [' ⨯ unhandledRejection', 'error'],
    ['TypeError: x is not a function', 'error'],
    [' ✓ Ready in 300ms', 'info'],
    ['{"some":"json"}', 'info'],
    ['{broken', 'info'],
  ])('is wrapped otherwise: %s is %s', (text, level) => {
    expect(readLine(text, 'app', now)).toEqual({
      timestamp: '2026-01-02T03:04:05.000Z',
      service: 'app',
      level,
      message: text,
    })
  })
})

describe('the console', () => {
  it('shows time, level, service, message and context in one line', () => {
    const line = readLine('{"a":1}', 'app', now)
    expect(formatLine(line)).toBe('03:04:05 INFO  app: {"a":1}')
    expect(formatLine({ ...line, level: 'warn', message: 'm', context: { room: 'lobby' } })).toBe(
      '03:04:05 WARN  app: m {"room":"lobby"}',
    )
  })
  it('shows what is as bad as its level, or worse', () => {
    expect((['debug', 'info', 'warn', 'error'] as const).map((level) => atLeast(level, 'warn'))).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(atLeast('error', 'silent')).toBe(false)
  })
})
