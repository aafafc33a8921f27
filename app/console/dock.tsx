'use client'

import type { LucideIcon } from 'lucide-react'
import { ChevronDown, Keyboard, OctagonX, Pause, Play, Snowflake, StepForward, Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu } from '#app/ui/menu.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { Tooltip } from '#app/ui/tooltip.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import { type ConsoleAction, commandOf, roomStanding } from './actions.ts'
import type { Asked } from './ask.ts'
import styles from './dock.module.css'
import { GameClockFace } from './game-clock-face.tsx'

export type DockProps = {
  room: { slug: string; name: string; expectedMinutes: number; mainGraph: { name: string } | null }
  rooms: readonly { slug: string; name: string }[]
  view: SessionView | null
  starting: boolean
  team: string | null
  actions: readonly ConsoleAction[]
  pending: string | null
  onAct: (command: SessionCommand) => void
  /** Shows first what a command would do. */
  onAsk: (command: Asked) => void
  onStart: () => void
  onKeys: () => void
}

/** Always there: which room, its clock, its state, and what can be done with the game as a whole. */
export function Dock(props: DockProps) {
  const { room, rooms, view, starting, team, actions, pending, onAct, onAsk, onStart, onKeys } = props
  const router = useRouter()
  const standing = roomStanding(view, starting)
  return (
    <header className={styles.dock} data-state={standing.state}>
      <div className={styles.top}>
        <GameClockFace view={view} expectedMinutes={room.expectedMinutes} full className={styles.clock ?? ''} />
        <div className={styles.about}>
          <div className={styles.titleRow}>
            <Menu
              align="start"
              entries={[
                { label: 'All rooms', keys: '0', onSelect: () => router.push('/console') },
                { type: 'separator' },
                ...rooms.map((other, index) => ({
                  label: other.name,
                  checked: other.slug === room.slug,
                  ...(index < 9 ? { keys: String(index + 1) } : {}),
                  onSelect: () => router.push(`/console/${other.slug}`),
                })),
              ]}
              trigger={
                <button type="button" className={styles.roomSwitch}>
                  <h1 className={styles.room}>
                    <MiddleTruncate text={room.name} />
                  </h1>
                  <ChevronDown aria-label="Other rooms" />
                </button>
              }
            />
            <StatusChip state={standing.state} size="lg">
              {standing.label}
            </StatusChip>
          </div>
          <p className={styles.game}>
            <MiddleTruncate text={view?.graph_name ?? room.mainGraph?.name ?? 'No scene chosen'} />
            {view !== null && <span>v{view.version}</span>}
            {team !== null && (
              <span className={styles.team}>
                <MiddleTruncate text={team} />
              </span>
            )}
          </p>
        </div>
        <div className={styles.actions}>
          {actions.map((action) => (
            <DockButton
              key={action}
              action={action}
              view={view}
              pending={pending}
              onAct={onAct}
              onAsk={onAsk}
              onStart={onStart}
            />
          ))}
          <IconButton
            icon={Keyboard}
            label="Keys"
            keys="?"
            onClick={onKeys}
            size="lg"
            tooltipSide="left"
            className={styles.keys}
          />
        </div>
      </div>
      <Standstill view={view} />
    </header>
  )
}

type ButtonLooks = { label: string; icon: LucideIcon; help?: string; keys?: string; primary?: boolean }

function looks(action: ConsoleAction, view: SessionView | null): ButtonLooks {
  const recorded = view?.recorded_inputs ?? 0
  switch (action) {
    case 'start':
      return { label: 'Start', icon: Play, primary: true }
    case 'pause_clock':
      return { label: 'Pause clock', icon: Pause, keys: 'P', help: 'The official time stands; the game goes on' }
    case 'resume_clock':
      return { label: 'Resume clock', icon: Play, keys: 'P', help: 'The official time goes on', primary: true }
    case 'freeze':
      return {
        label: 'Freeze',
        icon: Snowflake,
        help: 'Everything stands: no timers, no reactions. What players do meanwhile is recorded',
      }
    case 'resume_apply':
      return recorded === 0
        ? { label: 'Resume', icon: StepForward, help: 'The game goes on where it stood', primary: true }
        : {
            label: `Resume with ${recorded} recorded…`,
            icon: StepForward,
            help: 'What happened meanwhile counts, in its order',
            primary: true,
          }
    case 'resume_discard':
      return { label: 'Resume without…', icon: Undo2, help: 'What happened meanwhile is dropped' }
    case 'end':
      return { label: 'End…', icon: OctagonX, help: 'With an outcome, early, or as no game at all' }
  }
}

function DockButton(props: {
  action: ConsoleAction
  view: SessionView | null
  pending: string | null
  onAct: (command: SessionCommand) => void
  onAsk: (command: Asked) => void
  onStart: () => void
}) {
  const { action, view, pending, onAct, onAsk, onStart } = props
  const { label, icon, help, keys, primary } = looks(action, view)
  const command = commandOf(action)
  const busy = command !== null && pending === JSON.stringify(command)
  const press = () => {
    if (command === null) onStart()
    else if (command.command === 'end' || (command.command === 'resume' && (view?.recorded_inputs ?? 0) > 0))
      onAsk(command)
    else onAct(command)
  }
  const button = (
    <Button variant={primary === true ? 'primary' : 'plain'} size="lg" icon={icon} busy={busy} onClick={press}>
      {label}
    </Button>
  )
  if (help === undefined) return button
  return (
    <Tooltip content={help} side="bottom" {...(keys === undefined ? {} : { keys })}>
      {button}
    </Tooltip>
  )
}

/** A band across the dock that nobody overlooks while something stands still. */
function Standstill({ view }: { view: SessionView | null }) {
  if (view === null) return null
  if (view.status === 'frozen')
    return (
      <p className={styles.band} data-kind="frozen">
        <Snowflake aria-hidden />
        <strong>Frozen.</strong> Nothing reacts and no timer runs.{' '}
        {view.recorded_inputs === 0
          ? 'Nothing happened in the room since.'
          : `${view.recorded_inputs} ${view.recorded_inputs === 1 ? 'thing' : 'things'} happened in the room since.`}
      </p>
    )
  if (view.status === 'faulted')
    return (
      <p className={styles.band} data-kind="faulted">
        <OctagonX aria-hidden />
        <strong>Stopped by a fault.</strong> {view.fault ?? 'The log of the scene runtime says why.'}
      </p>
    )
  if (view.status === 'running' && view.clock.clock_paused)
    return (
      <p className={styles.band} data-kind="paused">
        <Pause aria-hidden />
        <strong>Clock paused.</strong> The game itself goes on.
      </p>
    )
  return null
}
