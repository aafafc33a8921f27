import { z } from 'zod'
import { errorSentence } from '#app/ui/error-sentence.ts'

const refusal = z.object({ message: z.string().optional(), code: z.string().optional() })

async function post(path: string, body: unknown): Promise<string | null> {
  let response: Response
  try {
    response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch (error) {
    return errorSentence(error)
  }
  if (response.ok) return null
  if (response.status === 429) return 'Too many tries. Wait a minute, then try again.'
  const said = refusal.safeParse(await response.json().catch(() => null))
  const { code, message } = said.success ? said.data : {}
  if (code === 'INVALID_EMAIL_OR_PASSWORD') return 'E-mail and password do not belong together.'
  if (code === 'INVALID_EMAIL') return 'This is no e-mail address.'
  return message === undefined || message === ''
    ? `Signing in was refused (${response.status}) without a reason. Look in the log of the API process.`
    : errorSentence(message)
}

/** Opens a session in a cookie. Comes back with null, or with a sentence about what is wrong. */
export const signIn = (email: string, password: string): Promise<string | null> =>
  post('sign-in/email', { email, password })

/** Ends the session. Comes back as `signIn` does. */
export const signOut = (): Promise<string | null> => post('sign-out', {})
