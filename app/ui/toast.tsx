'use client'

import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { create } from 'zustand'
import { IconButton } from './button.tsx'
import { STATE_ICONS, type State } from './state.ts'
import styles from './toast.module.css'

export type ToastMessage = {
  title: string
  /** What to do, or more of what happened. */
  detail?: string
  state?: Extract<State, 'idle' | 'active' | 'solved' | 'failed' | 'attention' | 'urgent'>
  /** One thing to do about it. */
  action?: { label: string; onSelect: () => void }
  /** ms; failures stay until closed. */
  duration?: number
}

type Shown = ToastMessage & { id: number }
const useToasts = create<{ toasts: Shown[] }>(() => ({ toasts: [] }))
let lastId = 0

/** Says something that happened, at the lower right, for a while. Callable from anywhere in the browser. */
export function toast(message: ToastMessage): void {
  lastId += 1
  const id = lastId
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-4), { ...message, id }] }))
}

const dismiss = (id: number) =>
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((shown) => shown.id !== id) }))

const staysOpen = (state: State | undefined) => state === 'failed' || state === 'urgent'

export function ToastProvider({ children }: { children: ReactNode }) {
  const toasts = useToasts((s) => s.toasts)
  return (
    <Radix.Provider swipeDirection="right">
      {children}
      {toasts.map(({ id, title, detail, state = 'idle', action, duration }) => {
        const Icon = STATE_ICONS[state]
        return (
          <Radix.Root
            key={id}
            className={styles.toast}
            data-state-name={state}
            duration={duration ?? (staysOpen(state) ? Number.POSITIVE_INFINITY : 5_000)}
            type={staysOpen(state) ? 'foreground' : 'background'}
            onOpenChange={(open) => {
              if (!open) dismiss(id)
            }}
          >
            <Icon aria-hidden className={styles.icon} />
            <div className={styles.text}>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              {detail !== undefined && <Radix.Description className={styles.detail}>{detail}</Radix.Description>}
              {action !== undefined && (
                <Radix.Action asChild altText={action.label}>
                  <button type="button" className={styles.action} onClick={action.onSelect}>
                    {action.label}
                  </button>
                </Radix.Action>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Dismiss" size="sm" />
            </Radix.Close>
          </Radix.Root>
        )
      })}
      <Radix.Viewport className={styles.viewport} />
    </Radix.Provider>
  )
}
