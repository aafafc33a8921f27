'use client'

import { useQuery } from '@tanstack/react-query'
import { MonitorPlay } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useRoom } from '#app/live/use-room.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { ErrorState } from '#app/ui/empty-state.tsx'
import { Page, PageHeader } from '#app/ui/panel.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { type Tab, Tabs } from '#app/ui/tabs.tsx'
import { BindingsTab } from './bindings-tab.tsx'
import { ControllersTab } from './controllers-tab.tsx'
import { DevicesTab } from './devices-tab.tsx'
import { RefusalsTab } from './refusals-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'

const TABS = ['devices', 'controllers', 'bindings', 'refused', 'settings'] as const
type TabId = (typeof TABS)[number]
const isTab = (text: string | null): text is TabId => TABS.some((tab) => tab === text)

/** One room's hardware: what is there, what it says, what it may be told, and who plays which role. */
export function RoomPage({ room }: { room: string }) {
  const trpc = useTRPC()
  const wanted = useSearchParams().get('tab')
  const tab: TabId = isTab(wanted) ? wanted : 'devices'
  const live = useRoom(room)
  const about = useQuery(trpc.rooms.get.queryOptions({ room }))
  const devices = useQuery(trpc.devices.list.queryOptions({ room }))
  const controllers = useQuery(trpc.controllers.list.queryOptions({ room }))
  const seesRefusals = useMay('operations.see')

  if (about.isError && about.data === undefined)
    return <ErrorState title="This room could not be loaded" error={about.error} onRetry={() => void about.refetch()} />
  const tabs: Tab<TabId>[] = [
    {
      id: 'devices',
      label: 'Devices',
      badge: devices.data?.length,
      content: <DevicesTab room={room} live={live} query={devices} />,
    },
    {
      id: 'controllers',
      label: 'Controllers',
      badge: controllers.data?.length,
      content: <ControllersTab live={live} query={controllers} />,
    },
    { id: 'bindings', label: 'Bindings', content: <BindingsTab room={room} devices={devices.data ?? []} /> },
    ...(seesRefusals ? [{ id: 'refused' as const, label: 'Refused', content: <RefusalsTab room={room} /> }] : []),
    {
      id: 'settings',
      label: 'Settings',
      content: about.data && <SettingsTab key={about.data.name} about={about.data} />,
    },
  ]
  return (
    <Page>
      <PageHeader
        title={about.data?.name ?? <Skeleton width={200} height={36} />}
        description={about.data === undefined ? undefined : `${about.data.venue.name} · ${room}`}
        actions={
          <Button asChild>
            <Link href={`/console/${room}`}>
              <MonitorPlay size={16} aria-hidden /> Console
            </Link>
          </Button>
        }
      />
      <Tabs
        tabs={tabs}
        value={tab}
        // The address says which tab it is, and nothing need be fetched for it.
        onChange={(id) => window.history.replaceState(null, '', `?tab=${id}`)}
        label="Parts of the room"
      />
    </Page>
  )
}
