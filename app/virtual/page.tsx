import type { Metadata } from 'next'
import { VirtualRoomPage } from './virtual-room.tsx'

export const metadata: Metadata = { title: 'Virtual room' }

export default function VirtualPage() {
  return <VirtualRoomPage room={null} />
}
