import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { viewOf } from '#app/live/testing.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import { VersionBanner } from './version-banner.tsx'

afterEach(cleanup)

function shown(change: Partial<SessionView>, mayAct = true): SessionCommand[] {
  const asked: SessionCommand[] = []
  render(
    <VersionBanner view={viewOf(change)} mayAct={mayAct} pending={null} onAct={(command) => asked.push(command)} />,
  )
  return asked
}
const previous = (left: number) => ({ version: 1, moved_at: 0, watched_until: Date.now() + left, by: 'Ada' })

it('HR6 says that the game is watched and for how long, and takes it back', () => {
  const asked = shown({ version: 2, previous: previous(42_000) })
  expect(screen.getByRole('region', { name: 'Moved to another version' }).textContent).toMatch(
    /Moved to version 2.*0:4[123] left/,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Roll back to version 1' }))
  expect(asked).toEqual([{ command: 'roll_back' }])
})

it('HR6 offers the way back after the watch as well, to whoever may act', () => {
  shown({ version: 2, previous: previous(-1) })
  expect(screen.getByRole('region').textContent).toContain('Plays version 2, published by Ada')
  expect(screen.getByRole('button', { name: 'Roll back to version 1' })).toBeTruthy()
  cleanup()
  shown({ version: 2, previous: previous(-1) }, false)
  expect(screen.queryByRole('button')).toBeNull()
})

it('HR7 a version that waits can be taken now or dropped', () => {
  const asked = shown({ pending: { version: 3, since: 0, by: 'Ada' } })
  expect(screen.getByRole('status').textContent).toContain('Version 3 waits for the next checkpoint')
  fireEvent.click(screen.getByRole('button', { name: 'Take it now' }))
  fireEvent.click(screen.getByRole('button', { name: 'Drop it' }))
  expect(asked).toEqual([{ command: 'take_version' }, { command: 'drop_version' }])
})
