'use client'

import { OctagonAlert, TriangleAlert } from 'lucide-react'
import { useNow } from '#app/ui/clock.ts'
import { exactTime, span } from '#app/ui/format-time.ts'
import styles from './condition-banners.module.css'
import { ABOUT } from './conditions.ts'
import { type Standing, useConditions } from './use-conditions.ts'

/** Above every page: what of the house is away, since when, what that means and what to do (RT7). Gone when it is back. */
export function ConditionBanners() {
  const conditions = useConditions()
  return (
    <div role="status" aria-label="What is away">
      {conditions.map((one) => (
        <ConditionBanner key={one.name} {...one} />
      ))}
    </div>
  )
}

export function ConditionBanner({ name, since, reason }: Standing) {
  const now = useNow(1_000)
  const { title, meaning, todo, level } = ABOUT[name]
  const Icon = level === 'urgent' ? OctagonAlert : TriangleAlert
  return (
    <div className={styles.banner} data-level={level} data-condition={name}>
      <Icon aria-hidden />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        <p>
          {meaning} <span className={styles.todo}>{todo}</span>
        </p>
      </div>
      <time className={styles.since} title={`Since ${exactTime(since)}${reason === '' ? '' : `: ${reason}`}`}>
        {now > 0 && span(Math.max(0, now - since))}
      </time>
    </div>
  )
}
