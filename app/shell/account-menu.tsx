'use client'

import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { Menu, type MenuEntry } from '#app/ui/menu.tsx'
import { toast } from '#app/ui/toast.tsx'
import styles from './account-menu.module.css'
import { signOut } from './auth.ts'
import { chooseTenant } from './tenant.ts'
import { setTheme, useTheme } from './theme.ts'
import { useMe } from './use-me.ts'

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => part.slice(0, 1).toUpperCase())
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')

async function leave(): Promise<void> {
  const problem = await signOut()
  if (problem === null) window.location.assign('/sign-in')
  else toast({ state: 'failed', title: 'You are still signed in', detail: problem })
}

/** Who is signed in: tenant, theme, out. */
export function AccountMenu() {
  const { data: me } = useMe()
  const { theme } = useTheme()
  if (me === undefined) return <span className={styles.avatar} aria-hidden />
  const tenants: MenuEntry[] =
    me.tenants.length < 2
      ? []
      : [
          { type: 'label', label: 'Works in' },
          ...me.tenants.map((tenant) => ({
            label: tenant.name,
            hint: tenant.role,
            checked: tenant.slug === me.tenant.slug,
            onSelect: () => chooseTenant(tenant.slug),
          })),
          { type: 'separator' },
        ]
  const entries: MenuEntry[] = [
    { type: 'label', label: `${me.user.name} · ${me.role} at ${me.tenant.name}` },
    { type: 'separator' },
    ...tenants,
    { type: 'label', label: 'Looks' },
    { label: 'As the system', icon: Monitor, checked: theme === 'system', onSelect: () => setTheme('system') },
    { label: 'Dark', icon: Moon, checked: theme === 'dark', onSelect: () => setTheme('dark') },
    { label: 'Light', icon: Sun, checked: theme === 'light', onSelect: () => setTheme('light') },
    { type: 'separator' },
    { label: 'Sign out', icon: LogOut, checked: false, onSelect: () => void leave() },
  ]
  return (
    <Menu
      side="right"
      align="end"
      entries={entries}
      trigger={
        <button type="button" className={styles.avatar} aria-label={`Account of ${me.user.name}`}>
          {initials(me.user.name) || '?'}
        </button>
      }
    />
  )
}
