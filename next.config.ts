import type { NextConfig } from 'next'

/** Sent with every answer. The content security policy has a nonce of its own per page: see `proxy.ts`. */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`, over everything at once; the first start on a new machine need not wait.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  headers: () => Promise.resolve([{ source: '/(.*)', headers: SECURITY_HEADERS }]),
}

export default config
