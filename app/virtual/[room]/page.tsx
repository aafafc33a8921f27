import type { Metadata } from 'next'
import { VirtualRoomPage } from '../virtual-room.tsx'

export const metadata: Metadata = { title: 'Virtual room' }

export default async function VirtualRoomRoute({ params }: { params: Promise<{ room: string }> }) {
  return <VirtualRoomPage room={(await params).room} />
}
