'use client'

import type { LucideIcon } from 'lucide-react'
import { ToggleGroup as Radix } from 'radix-ui'
import styles from './segmented.module.css'

export type Segment<Value extends string> = { value: Value; label: string; icon?: LucideIcon }

/** One of a few, all in sight. */
export function Segmented<Value extends string>({
  options,
  value,
  onChange,
  label,
  iconsOnly = false,
}: {
  options: readonly Segment<Value>[]
  value: Value
  onChange: (value: Value) => void
  label: string
  iconsOnly?: boolean
}) {
  return (
    <Radix.Root
      type="single"
      value={value}
      aria-label={label}
      className={styles.group}
      onValueChange={(next) => {
        if (next !== '') onChange(next as Value)
      }}
    >
      {options.map(({ value: option, label: text, icon: Icon }) => (
        <Radix.Item
          key={option}
          value={option}
          className={styles.item}
          aria-label={text}
          {...(iconsOnly ? { title: text } : {})}
        >
          {Icon !== undefined && <Icon aria-hidden />}
          {!iconsOnly && text}
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
