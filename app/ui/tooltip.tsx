'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import floating from './floating.module.css'
import { Kbd } from './kbd.tsx'

export type TooltipProps = {
  content: ReactNode
  /** Shown as keys after the text, as `Mod+K`. */
  keys?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactNode
}

/** A few words about what the pointer or the focus is on. Its child must take a ref (a DOM element or ours). */
export function Tooltip({ content, keys, side = 'top', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={floating.tooltip} side={side} sideOffset={6} collisionPadding={8}>
          {content}
          {keys !== undefined && <Kbd keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}
