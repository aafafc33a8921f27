import { type NextRequest, NextResponse } from 'next/server'
import { isBare } from './app/shell/bare-pages.ts'
import { signInLink } from './app/shell/sign-in-link.ts'

/** As the API names it; `__Secure-` stands before it where the studio is on https. */
const SESSION_COOKIE = 'studio.session_token'

/**
 * Gives every page a content security policy with a nonce: only scripts that this server wrote into the page run.
 * Styles may be inline (node positions on the canvas are), and the realtime gateway is on a port of its own.
 */
export function proxy(request: NextRequest): NextResponse {
  const signIn = signInInstead(request)
  if (signIn !== null) return NextResponse.redirect(signIn)
  const nonce = btoa(crypto.randomUUID())
  const development = process.env.NODE_ENV !== 'production'
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws: wss:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

/**
 * Where somebody without a session cookie goes first, so that they see no empty page on the way. Whether the cookie is
 * any good is for the API to say: this protects nothing.
 */
function signInInstead(request: NextRequest): URL | null {
  const { pathname, search } = request.nextUrl
  if (isBare(pathname) || request.cookies.getAll().some(({ name }) => name.endsWith(SESSION_COOKIE))) return null
  return new URL(signInLink(pathname + search), request.url)
}

/** Pages only: answers of the API and files need no nonce. */
export const config = {
  matcher: [{ source: '/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)' }],
}
