import { redirect } from 'next/navigation'

/** The wall of rooms is home. */
export default function Home() {
  redirect('/console')
}
