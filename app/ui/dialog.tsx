'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** A sentence under the title. */
  description?: ReactNode
  /** Buttons at the bottom right, the safe one first. */
  footer?: ReactNode
  /** `bare`: no padding and no header, for palettes and pickers (the title is still read out). */
  bare?: boolean
  size?: 'sm' | 'md' | 'lg'
  children?: ReactNode
}

/** Something that must be decided before going on. Escape and the cross close it. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, footer, bare = false, size = 'md', children } = props
  const opener = useOpener(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={classNames(styles.dialog, styles[size])}
          onOpenAutoFocus={(event) => {
            // Only where no field asked for the focus: then the dialogue itself has it, not its cross.
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onCloseAutoFocus={(event) => {
            // Radix gives the focus back to triggers of its own only; ours are opened by state.
            event.preventDefault()
            // Effects that are run twice (React's strict mode) close nothing: the dialogue is still there.
            if (event.currentTarget instanceof Element && event.currentTarget.isConnected) return
            if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
          }}
        >
          {bare ? (
            <Radix.Title className={styles.hidden}>{title}</Radix.Title>
          ) : (
            <header className={styles.header}>
              <div className={styles.heading}>
                <Radix.Title className={styles.title}>{title}</Radix.Title>
                {description !== undefined && (
                  <Radix.Description className={styles.description}>{description}</Radix.Description>
                )}
              </div>
              <Radix.Close asChild>
                <IconButton icon={X} label="Close" tooltip={false} />
              </Radix.Close>
            </header>
          )}
          {children !== undefined && <div className={classNames(styles.body, bare && styles.bareBody)}>{children}</div>}
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** What had the focus when it opened: read while rendering, before a field inside takes the focus. */
function useOpener(open: boolean): Element | null {
  const [known, setKnown] = useState<{ open: boolean; opener: Element | null }>({ open: false, opener: null })
  if (known.open === open) return known.opener
  const next = { open, opener: open && typeof document !== 'undefined' ? document.activeElement : known.opener }
  setKnown(next)
  return next.opener
}
