import { isIP } from 'node:net'

/**
 * Which pages may act with a person's cookie: the studio's own address, the same under the other names of this
 * machine, and the page's own address where that is a bare IP (a tablet on the venue's network). A name is not enough
 * for the last: whoever controls a name can let it point here.
 */
export function trustedOrigins(publicUrl: string, host: string | null | undefined): string[] {
  const own = new URL(publicUrl)
  const origins = [own.origin]
  if (LOOPBACK.includes(own.hostname))
    for (const name of LOOPBACK) origins.push(`${own.protocol}//${name}${own.port === '' ? '' : `:${own.port}`}`)
  if (host !== null && host !== undefined && isAddress(host)) origins.push(`${own.protocol}//${host}`)
  return [...new Set(origins)]
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

function isAddress(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}
