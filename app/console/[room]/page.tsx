import type { Metadata } from 'next'
import { RoomConsole } from '../room-console.tsx'

type Props = { params: Promise<{ room: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await params).room} · Console` }
}

export default async function RoomConsolePage({ params }: Props) {
  const { room } = await params
  return <RoomConsole key={room} room={room} />
}
