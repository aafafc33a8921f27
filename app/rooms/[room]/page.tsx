import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RoomPage } from '../room-page.tsx'

type Props = { params: Promise<{ room: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await params).room} · Rooms` }
}

export default async function RoomDetailPage({ params }: Props) {
  const { room } = await params
  return (
    <Suspense>
      <RoomPage key={room} room={room} />
    </Suspense>
  )
}
