import type { Metadata } from 'next'
import { PeopleList } from './people-list.tsx'

export const metadata: Metadata = { title: 'People' }

export default function PeoplePage() {
  return <PeopleList />
}
