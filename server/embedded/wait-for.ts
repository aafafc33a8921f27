import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '#platform/log.ts'

/** Asks a URL until it answers as it should, for `timeoutMs` at most; the error tells its last answer. */
export async function waitForAnswer(
  url: string,
  options: { accept: (status: number) => boolean; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs
  for (;;) {
    const answer = await ask(url)
    if (typeof answer.status === 'number' && options.accept(answer.status)) return
    if (performance.now() > deadline)
      throw new Error(`${url} gave no good answer in ${options.timeoutMs / 1000} s: ${answer.text}`)
    await wait(30, undefined, { signal: options.signal })
  }
}

async function ask(url: string): Promise<{ status?: number; text: string }> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
    return { status: response.status, text: `${response.status} ${(await response.text()).slice(0, 500)}` }
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : ''
    return { text: messageOf(error) + cause }
  }
}
