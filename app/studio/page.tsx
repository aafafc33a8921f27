import type { Metadata } from 'next'
import { Library } from './library/library.tsx'

export const metadata: Metadata = { title: 'Studio' }

export default function StudioPage() {
  return <Library />
}
