'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type MouseEvent, useRef, useState } from 'react'
import { useStop } from '#app/emergency/use-emergency.ts'
import { byWeight, useAcknowledged } from '#app/live/acknowledgements.ts'
import { idsOf, joined } from '#app/live/joined-alerts.ts'
import { useRoom } from '#app/live/use-room.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { useShortcuts } from '#app/shell/use-shortcuts.ts'
import { ErrorState } from '#app/ui/empty-state.tsx'
import { actionsFor, commandOf, isOver, pauseKey } from './actions.ts'
import { Alerts } from './alerts.tsx'
import type { Asked } from './ask.ts'
import { AskDialog } from './ask-dialog.tsx'
import { Checkpoints } from './checkpoints.tsx'
import { DeviceRail } from './device-rail.tsx'
import { Dock } from './dock.tsx'
import { Held } from './held.tsx'
import { offersOf } from './help.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { Now } from './now.tsx'
import { Outcome } from './outcome.tsx'
import { Puzzles } from './puzzles.tsx'
import styles from './room-console.module.css'
import { roomKeys } from './room-keys.ts'
import { StartDialog } from './start-dialog.tsx'
import { Timeline } from './timeline-list.tsx'
import { Timers } from './timers.tsx'
import { useAct } from './use-act.ts'
import { useGraphNames } from './use-graph-names.ts'
import { useLatestSession } from './use-latest-session.ts'
import { Variables } from './variables.tsx'
import { VersionBanner } from './version-banner.tsx'

/** One room, run from here. */
export function RoomConsole({ room }: { room: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const live = useRoom(room)
  const about = useQuery(trpc.rooms.get.queryOptions({ room }))
  const rooms = useQuery(trpc.rooms.list.queryOptions())
  const latest = useLatestSession(room, live.view?.session_id ?? live.starting)
  const stopped = useStop(room) !== undefined
  const may = { start: useMay('sessions.start'), act: useMay('sessions.act') }
  const { open, acknowledge } = useAcknowledged(room)
  const [dialog, setDialog] = useState<'start' | 'keys' | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const search = useRef<HTMLInputElement>(null)
  const view = live.view
  const names = useGraphNames(view)
  const { act, pending } = useAct(view?.session_id ?? null)
  const starting = live.starting !== null
  const actions = actionsFor({ view, starting, may, stopped })
  const alerts = byWeight(joined(open(live.alerts)))

  useShortcuts({
    ...roomKeys(rooms.data ?? [], (slug) => router.push(`/console/${slug}`)),
    '0': () => router.push('/console'),
    ' ': () => {
      if (alerts[0] !== undefined) acknowledge(idsOf(alerts[0]))
    },
    p: () => {
      const command = commandOf(pauseKey(actions) ?? 'start')
      if (command !== null) act(command)
    },
    h: () => {
      const [hint] = view === null || view.status !== 'running' || !may.act ? [] : offersOf(view).hints
      if (hint !== undefined) act({ command: 'operator', action: hint.action, node: hint.node })
    },
    '/': () => search.current?.focus(),
    '?': () => setDialog('keys'),
  })

  // What is known is shown, also while it can not be asked for again.
  if (about.isError && about.data === undefined && view === null)
    return <ErrorState title="This room could not be loaded" error={about.error} onRetry={() => void about.refetch()} />

  const over = view !== null && isOver(view)
  return (
    <div
      className={styles.console}
      data-distance="far"
      data-status={view?.status ?? 'none'}
      onClickCapture={releaseFocus}
    >
      <Dock
        room={about.data ?? { slug: room, name: room, expectedMinutes: 60, mainGraph: null }}
        rooms={rooms.data ?? []}
        view={view}
        starting={starting}
        team={latest !== null && latest.id === view?.session_id ? latest.team : null}
        actions={actions}
        pending={pending}
        onAct={act}
        onAsk={setAsked}
        onStart={() => setDialog('start')}
        onKeys={() => setDialog('keys')}
      />
      <div className={styles.columns}>
        <div className={styles.centre}>
          {view !== null && !over && <Held view={view} mayAct={may.act} pending={pending} onAct={act} />}
          {view !== null && !over && <VersionBanner view={view} mayAct={may.act} pending={pending} onAct={act} />}
          {view === null || over ? (
            <Outcome
              view={view}
              names={names}
              mainGraph={about.data?.mainGraph ?? null}
              room={room}
              starting={starting}
              mayStart={may.start && !stopped}
              onStart={() => setDialog('start')}
            />
          ) : (
            <Now view={view} names={names} mayAct={may.act} pending={pending} onAct={act} onAsk={setAsked} />
          )}
          {view !== null && !over && (
            <Puzzles view={view} names={names} mayAct={may.act} pending={pending} onAct={act} onAsk={setAsked} />
          )}
          {view !== null && !over && view.timers.length > 0 && (
            <Timers view={view} names={names} mayAct={may.act} pending={pending} onAct={act} />
          )}
          {view !== null && !over && may.act && <Checkpoints view={view} names={names} onAsk={setAsked} />}
          {view !== null && <Variables view={view} />}
          <Timeline events={live.events} names={names} view={view} />
        </div>
        <aside className={styles.rail} aria-label="Alerts and devices">
          <Alerts alerts={alerts} onAcknowledge={acknowledge} />
          <DeviceRail room={room} live={live} search={search} />
        </aside>
      </div>
      {asked !== null && view !== null && !over && (
        <AskDialog command={asked} view={view} names={names} onAct={act} onClose={() => setAsked(null)} />
      )}
      {dialog === 'start' && <StartDialog room={room} onClose={() => setDialog(null)} onStarted={() => undefined} />}
      <KeysDialog open={dialog === 'keys'} onOpenChange={(shown) => setDialog(shown ? 'keys' : null)} />
    </div>
  )
}

/**
 * A button that was clicked does not keep the focus: the next Space is meant for the top alert, not for opening the
 * same door again. Who moves by keyboard (`detail` 0) keeps their place.
 */
function releaseFocus(event: MouseEvent): void {
  if (event.detail === 0 || !(event.target instanceof Element)) return
  const button = event.target.closest('button')
  if (button !== null && button.getAttribute('aria-haspopup') === null) button.blur()
}
