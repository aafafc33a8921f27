'use client'

import { ErrorState } from './ui/empty-state.tsx'

/** A page of ours broke. The rest of the studio stands. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState title="This page broke" error={error} onRetry={reset} />
}
