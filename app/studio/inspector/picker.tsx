'use client'

import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { useFieldControl } from '#app/ui/field.tsx'
import styles from './picker.module.css'

export type PickerOption = {
  id: string
  label: string
  /** At the right: a live value. */
  hint?: ReactNode
  /** More words by which it is found. */
  words?: string
}
export type PickerGroup = { label: string; options: readonly PickerOption[] }

export type PickerProps = {
  groups: readonly PickerGroup[]
  chosen: string | null
  /** What the button says; the placeholder while null. */
  text: string | null
  placeholder: string
  onPick: (id: string) => void
  /** Its name where no Field gives one. */
  label?: string
  /** Shown when there is nothing to pick. */
  empty?: ReactNode
  /** At the button's right: a live value. */
  aside?: ReactNode
}

/** One of many, found by typing, in groups, with something live beside each. */
export function Picker({ groups, chosen, text, placeholder, onPick, label, empty, aside }: PickerProps) {
  const [open, setOpen] = useState(false)
  const field = useFieldControl()
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <span className={styles.row}>
        <Popover.Trigger
          {...field}
          aria-label={label}
          className={styles.trigger}
          data-placeholder={text === null || undefined}
          title={text ?? undefined}
        >
          <span className={styles.value}>{text ?? placeholder}</span>
          <ChevronDown aria-hidden className={styles.chevron} />
        </Popover.Trigger>
        {aside}
      </span>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="start" sideOffset={4} collisionPadding={8}>
          <Choices
            groups={groups}
            chosen={chosen}
            empty={empty}
            label={label ?? placeholder}
            onPick={(id) => {
              setOpen(false)
              onPick(id)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

type ChoicesProps = Pick<PickerProps, 'groups' | 'chosen' | 'empty' | 'onPick'> & { label: string }

function Choices({ groups, chosen, empty, onPick, label }: ChoicesProps) {
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState<string | null>(chosen)
  const list = useId()
  const listRef = useRef<HTMLDivElement>(null)
  const shown = filterGroups(groups, typed)
  const options = shown.flatMap((g) => g.options)
  const current = options.find((o) => o.id === marked) ?? options[0]

  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0 && options.length > 0) {
      event.preventDefault()
      const at = current === undefined ? -1 : options.indexOf(current)
      const next = options[(at + by + options.length) % options.length]
      setMarked(next?.id ?? null)
      listRef.current
        ?.querySelector(`[data-option="${CSS.escape(next?.id ?? '')}"]`)
        ?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      onPick(current.id)
    }
  }

  return (
    <>
      <input
        className={styles.input}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-label={`Find: ${label}`}
        aria-activedescendant={current === undefined ? undefined : `${list}-${current.id}`}
        placeholder="Type to find"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(null)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={listRef} id={list} role="listbox" aria-label={label} className={styles.list}>
        {shown.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: options in groups are this role's pattern; a fieldset is for forms.
          <div key={group.label} role="group" aria-label={group.label}>
            <div className={styles.groupLabel}>{group.label}</div>
            {group.options.map((option) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which names this option as its active one.
              // biome-ignore lint/a11y/useFocusableInteractive: as above.
              <div
                key={option.id}
                id={`${list}-${option.id}`}
                role="option"
                aria-label={option.label}
                aria-selected={option.id === chosen}
                data-option={option.id}
                className={classNames(styles.option, option === current && styles.marked)}
                onPointerMove={() => setMarked(option.id)}
                onClick={() => onPick(option.id)}
              >
                <span className={styles.optionText} title={option.label}>
                  {option.label}
                </span>
                {option.hint !== undefined && <span className={styles.hint}>{option.hint}</span>}
              </div>
            ))}
          </div>
        ))}
        {options.length === 0 && (
          <div className={styles.none}>{groups.length === 0 ? empty : `Nothing here is called “${typed}”.`}</div>
        )}
      </div>
    </>
  )
}

/** Groups with the options that carry every word that was typed, in their label, their words or their group's name. */
export function filterGroups(groups: readonly PickerGroup[], typed: string): PickerGroup[] {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  return groups.flatMap((group) => {
    const options = group.options.filter((option) => {
      const text = `${group.label} ${option.label} ${option.words ?? ''}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    return options.length === 0 ? [] : [{ ...group, options }]
  })
}
