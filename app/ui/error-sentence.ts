/**
 * What was thrown, as a sentence for a person. Errors of the API carry their own sentence; what the browser says about
 * a network that is gone is put in plain words.
 */
export function errorSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : typeof error === 'string' ? error : ''
  if (/failed to fetch|networkerror|load failed|fetch failed/i.test(message))
    return 'The studio could not be reached. Check the network; it is tried again when you press.'
  if (/not valid json|unexpected token|unable to transform/i.test(message))
    return 'The studio answered with something that is no answer. Look whether its API process runs.'
  if (message === '') return 'No reason was given. Look in the log of the API process.'
  return /[.!?…]$/.test(message) ? message : `${message}.`
}
