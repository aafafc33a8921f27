'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { ConditionBanners } from '#app/conditions/condition-banners.tsx'
import { AccountMenu } from './account-menu.tsx'
import styles from './app-frame.module.css'
import { isBare } from './bare-pages.ts'
import { ConnectionBanner, ConnectionMark } from './connection.tsx'
import { Mark } from './mark.tsx'
import { PLACES } from './places.ts'
import { useMe } from './use-me.ts'

/** The rail at the left, and the page. */
export function AppFrame({ children }: { children: ReactNode }) {
  const path = usePathname()
  if (isBare(path)) return children
  return (
    <div className={styles.frame}>
      <a href="#page" className={styles.skip}>
        Skip to the page
      </a>
      <Rail path={path} />
      <div className={styles.column}>
        <ConditionBanners />
        <ConnectionBanner />
        <main id="page" tabIndex={-1} className={styles.page}>
          {children}
        </main>
      </div>
    </div>
  )
}

function Rail({ path }: { path: string }) {
  const me = useMe()
  const places = PLACES.filter(({ right }) => me.data?.can.includes(right) ?? false)
  return (
    <nav className={styles.rail} aria-label="Places">
      <Link href="/console" className={styles.mark} aria-label="Sentient Studio: home">
        <Mark />
      </Link>
      <ul className={styles.places}>
        {places.map(({ href, label, icon: Icon }) => {
          const here = path === href || path.startsWith(`${href}/`)
          return (
            <li key={href}>
              <Link href={href} className={styles.place} aria-current={here ? 'page' : undefined}>
                <Icon aria-hidden className={styles.icon} />
                <span className={styles.name}>{label}</span>
              </Link>
            </li>
          )
        })}
      </ul>
      <div className={styles.foot}>
        <ConnectionMark />
        <AccountMenu />
      </div>
    </nav>
  )
}
