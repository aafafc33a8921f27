import { describe, expect, it } from 'vitest'
import { trustedOrigins } from './origins.ts'

describe('pages that may act', () => {
  it('are those of PUBLIC_URL, and of this machine under its other names', () => {
    expect(trustedOrigins('https://studio.example.com/', null)).toEqual(['https://studio.example.com'])
    expect(trustedOrigins('http://localhost:3000', null)).toEqual([
      'http://localhost:3000',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
    ])
  })

  it('are those that were opened by the machine’s address', () => {
    expect(trustedOrigins('http://localhost:3000', '10.0.0.5:3000')).toContain('http://10.0.0.5:3000')
    expect(trustedOrigins('http://localhost:3000', '[fe80::1]:3000')).toContain('http://[fe80::1]:3000')
  })

  it('are never those of a name that only points here', () => {
    for (const host of ['evil.test', 'evil.test:3000', '10.0.0.5.evil.test', '10.0.0.5@evil.test', '', 'a b'])
      expect(trustedOrigins('http://localhost:3000', host)).toEqual(trustedOrigins('http://localhost:3000', null))
  })
})
