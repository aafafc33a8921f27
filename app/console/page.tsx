import type { Metadata } from 'next'
import { Wall } from './wall.tsx'

export const metadata: Metadata = { title: 'Console' }

export default function ConsolePage() {
  return <Wall />
}
