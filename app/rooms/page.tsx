import type { Metadata } from 'next'
import { RoomList } from './room-list.tsx'

export const metadata: Metadata = { title: 'Rooms' }

export default function RoomsPage() {
  return <RoomList />
}
