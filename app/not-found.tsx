import Link from 'next/link'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'

export default function NotFound() {
  return (
    <EmptyState
      title="There is nothing here"
      action={
        <Button asChild>
          <Link href="/console">To the console</Link>
        </Button>
      }
    >
      The address leads nowhere. It may be of another tenant, or of something that was removed.
    </EmptyState>
  )
}
