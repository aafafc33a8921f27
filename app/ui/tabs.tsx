'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './tabs.module.css'

export type Tab<Id extends string = string> = {
  id: Id
  label: ReactNode
  /** A number or chip after the label. */
  badge?: ReactNode
  content: ReactNode
}

export type TabsProps<Id extends string = string> = {
  tabs: readonly Tab<Id>[]
  value: Id
  onChange: (id: Id) => void
  label: string
  /** Shown at the right end of the tab row. */
  aside?: ReactNode
  className?: string
}

/** Several views of one place, of which one is shown. */
export function Tabs<Id extends string>({ tabs, value, onChange, label, aside, className }: TabsProps<Id>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onChange(next as Id)}
      className={classNames(styles.tabs, className)}
    >
      <div className={styles.bar}>
        <Radix.List aria-label={label} className={styles.list}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.id} value={tab.id} className={styles.tab}>
              {tab.label}
              {tab.badge !== undefined && <span className={styles.badge}>{tab.badge}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={styles.content}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
