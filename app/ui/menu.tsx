'use client'

import { Check, type LucideIcon } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui'
import type { ReactNode } from 'react'
import floating from './floating.module.css'
import { Kbd } from './kbd.tsx'

export type MenuEntry =
  | {
      type?: 'item'
      label: string
      icon?: LucideIcon
      keys?: string
      /** Quieter text at the right. */
      hint?: ReactNode
      disabled?: boolean
      danger?: boolean
      /** For entries of which one or several are chosen: shows a tick. */
      checked?: boolean
      onSelect: () => void
    }
  | { type: 'separator' }
  | { type: 'label'; label: string }

export type MenuProps = {
  trigger: ReactNode
  entries: readonly MenuEntry[]
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A list of things to do, behind a button. */
export function Menu({ trigger, entries, side = 'bottom', align = 'end', open, onOpenChange }: MenuProps) {
  return (
    <RadixDropdown.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <RadixDropdown.Trigger asChild>{trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content className={floating.menu} side={side} align={align} sideOffset={4} collisionPadding={8}>
          <Entries entries={entries} parts={RadixDropdown} />
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  )
}

/** The same on a secondary click (or a long press) over `children`, which must take a ref. */
export function ContextMenu({ entries, children }: { entries: readonly MenuEntry[]; children: ReactNode }) {
  return (
    <RadixContext.Root>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className={floating.menu} collisionPadding={8}>
          <Entries entries={entries} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}

type Parts =
  | Pick<typeof RadixDropdown, 'Item' | 'Separator' | 'Label'>
  | Pick<typeof RadixContext, 'Item' | 'Separator' | 'Label'>

function Entries({ entries, parts }: { entries: readonly MenuEntry[]; parts: Parts }) {
  const marked = entries.some((entry) => 'checked' in entry && entry.checked !== undefined)
  const { Item, Separator, Label } = parts
  return entries.map((entry, index) => {
    // Menus are short and fixed while open; entries may share a label, so their place is their key.
    const key = `${index}`
    if (entry.type === 'separator') return <Separator key={key} className={floating.separator} />
    if (entry.type === 'label')
      return (
        <Label key={key} className={floating.groupLabel}>
          {entry.label}
        </Label>
      )
    const Icon = entry.icon
    return (
      <Item
        key={key}
        className={floating.item}
        data-danger={entry.danger === true}
        disabled={entry.disabled === true}
        onSelect={entry.onSelect}
      >
        {marked && <span className={floating.check}>{entry.checked === true && <Check aria-label="chosen" />}</span>}
        {Icon !== undefined && <Icon aria-hidden />}
        <span className={floating.itemText}>{entry.label}</span>
        {entry.hint !== undefined && <span className={floating.itemHint}>{entry.hint}</span>}
        {entry.keys !== undefined && (
          <span className={floating.itemHint}>
            <Kbd keys={entry.keys} />
          </span>
        )}
      </Item>
    )
  })
}
