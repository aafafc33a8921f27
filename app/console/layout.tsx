import type { ReactNode } from 'react'
import { StopFrame } from '#app/emergency/stop-frame.tsx'

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <StopFrame>{children}</StopFrame>
}
