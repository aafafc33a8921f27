'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { StopBanners } from './stop-banner.tsx'
import { StopBar } from './stop-bar.tsx'
import styles from './stop-frame.module.css'

/** Around every page of the console: what stands still above it, and the stop below, always in the same corner. */
export function StopFrame({ children }: { children: ReactNode }) {
  const [, , room] = usePathname().split('/')
  const here = room === undefined || room === '' ? null : decodeURIComponent(room)
  return (
    <div className={styles.frame} data-distance="far">
      <StopBanners room={here} />
      <div className={styles.page}>{children}</div>
      <StopBar room={here} />
    </div>
  )
}
