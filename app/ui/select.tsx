'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field.tsx'
import floating from './floating.module.css'
import styles from './select.module.css'

export type SelectOption<Value extends string = string> = {
  value: Value
  label: string
  /** Beside the label, quieter: a kind, a live value. */
  hint?: ReactNode
  disabled?: boolean
  /** Options with the same group stand under its name, in the order given. */
  group?: string
}

export type SelectProps<Value extends string = string> = {
  options: readonly SelectOption<Value>[]
  /** null shows the placeholder. */
  value: Value | null
  onChange: (value: Value) => void
  placeholder?: string
  size?: 'sm' | 'md'
  disabled?: boolean
  'aria-label'?: string
  className?: string
}

/** Options under their group's name, groups in order of first appearance. */
function byGroup<Value extends string>(options: readonly SelectOption<Value>[]): Map<string, SelectOption<Value>[]> {
  const groups = new Map<string, SelectOption<Value>[]>()
  for (const option of options) {
    const members = groups.get(option.group ?? '')
    if (members === undefined) groups.set(option.group ?? '', [option])
    else members.push(option)
  }
  return groups
}

/** One of a list. Typing finds an option. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { options, value, onChange, placeholder = 'Choose…', size = 'md', disabled, className } = props
  const field = useFieldControl()
  const groups = byGroup(options)
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={(next) => onChange(next as Value)}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <Radix.Trigger
        {...field}
        aria-label={props['aria-label']}
        data-size={size}
        className={classNames(styles.trigger, className)}
      >
        <span className={styles.value}>
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon asChild>
          <ChevronDown aria-hidden className={styles.chevron} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={floating.select} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {[...groups].map(([group, members]) => (
              <Radix.Group key={group}>
                {group !== '' && <Radix.Label className={floating.groupLabel}>{group}</Radix.Label>}
                {members.map((option) => (
                  <Radix.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled === true}
                    className={floating.item}
                  >
                    <span className={floating.check}>
                      <Radix.ItemIndicator>
                        <Check aria-hidden />
                      </Radix.ItemIndicator>
                    </span>
                    <span className={floating.itemText}>
                      <Radix.ItemText>{option.label}</Radix.ItemText>
                    </span>
                    {option.hint !== undefined && <span className={floating.itemHint}>{option.hint}</span>}
                  </Radix.Item>
                ))}
              </Radix.Group>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
