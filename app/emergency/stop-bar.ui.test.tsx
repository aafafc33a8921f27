import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import type { EmergencyReport } from '#wire/emergency.ts'
import { StopBanners } from './stop-banner.tsx'
import { StopBar } from './stop-bar.tsx'

let can: string[] | undefined
vi.mock('#app/shell/use-me.ts', () => ({
  useMe: () => ({ data: can === undefined ? undefined : { can } }),
  useMay: (right: string) => can?.includes(right) ?? false,
}))

vi.mock('#app/shell/trpc.ts', () => ({
  useTRPC: () => ({
    rooms: { list: { queryOptions: () => ({ queryKey: ['rooms'], queryFn: listRooms, retry: false }) } },
  }),
}))

let listRooms: () => Promise<{ slug: string; name: string }[]>

const report = (change: Partial<EmergencyReport> = {}): EmergencyReport => ({
  stop_id: 's1',
  tenant_id: 'paragon',
  room_id: 'clockwork',
  level: 2,
  cause: 'Mara pressed the emergency stop',
  by: 'Mara',
  actor: 'mara@x.example',
  at: Date.now(),
  cleared: null,
  boards: [
    { controller_id: 'audio', standing: 'acknowledged', after_ms: 12, commands: 1, done: 1 },
    { controller_id: 'riddle', standing: 'missing', commands: 2, done: 0 },
  ],
  ...change,
})

let rooms: EmergencyReport[]
let asked: { path: string; body: unknown }[]
let refusal: { status: number; message: string } | undefined

beforeEach(() => {
  listRooms = () => Promise.resolve([{ slug: 'clockwork', name: 'The Clockwork' }])
  can = ['emergency.stop', 'emergency.clear']
  rooms = []
  asked = []
  refusal = undefined
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method === 'POST') asked.push({ path, body: JSON.parse(String(init.body)) })
    if (refusal !== undefined && path.endsWith('/stop')) return Response.json(refusal, { status: refusal.status })
    if (path.endsWith('/stop')) rooms = [report()]
    if (path.endsWith('/clear'))
      rooms = rooms.map((room) => ({ ...room, cleared: { by: 'Mara', actor: 'm', reason: 'r', at: Date.now() } }))
    return Promise.resolve(Response.json({ rooms }))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const show = (node: ReactNode) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>{node}</TooltipProvider>
    </QueryClientProvider>,
  )
const console_ = (room: string | null) => (
  <>
    <StopBanners room={room} />
    <StopBar room={room} />
    <input aria-label="Something else" />
  </>
)
const presses = () => asked.filter(({ path }) => path.endsWith('/stop')).map(({ body }) => body)

it('one press stops the room that is looked at, without a question; the banner names who did not answer', async () => {
  show(console_('clockwork'))
  fireEvent.click(screen.getByRole('button', { name: /^Emergency stop/ }))
  expect((await screen.findByRole('alert')).textContent).toContain('level 2')
  expect(presses()).toEqual([{ room: 'clockwork', level: 2 }])
  expect(screen.getByRole('list', { name: /did not acknowledge/ }).textContent).toContain('riddle does not answer')
})

it('on the wall it stops all rooms; in a room the other levels stand beside it', async () => {
  const { unmount } = show(console_(null))
  fireEvent.click(screen.getByRole('button', { name: /^Stop all rooms/ }))
  await waitFor(() => expect(presses()).toEqual([{ room: null, level: 3 }]))
  unmount()
  show(console_('clockwork'))
  fireEvent.click(screen.getByRole('button', { name: 'Lights and silence' }))
  fireEvent.click(screen.getByRole('button', { name: 'Stop all rooms' }))
  await waitFor(() =>
    expect(presses().slice(1)).toEqual([
      { room: 'clockwork', level: 1 },
      { room: null, level: 3 },
    ]),
  )
})

it('the banner calls rooms by their names, and by their slugs while nobody can say these', async () => {
  rooms = [report()]
  const { unmount } = show(console_(null))
  expect((await screen.findByRole('link', { name: 'The Clockwork' })).getAttribute('href')).toBe('/console/clockwork')
  unmount()
  listRooms = () => Promise.reject(new Error('no database'))
  show(console_(null))
  expect(await screen.findByRole('link', { name: 'clockwork' })).toBeTruthy()
})

it('its keys work while something is typed, and once for a key that is held', async () => {
  show(console_('clockwork'))
  const field = screen.getByLabelText('Something else')
  field.focus()
  fireEvent.keyDown(field, { key: '.', ctrlKey: true })
  fireEvent.keyDown(field, { key: '.', ctrlKey: true, repeat: true })
  fireEvent.keyDown(field, { key: '.' })
  await waitFor(() => expect(presses()).toEqual([{ room: 'clockwork', level: 2 }]))
})

it('says so when it could not be sent, and where the red button is', async () => {
  refusal = { status: 503, message: 'The gateway to the room does not answer.' }
  show(console_('clockwork'))
  fireEvent.click(screen.getByRole('button', { name: /^Emergency stop/ }))
  expect((await screen.findByRole('alert')).textContent).toMatch(/Not sent\. Use the red button in the room\..*gateway/)
})

it('is there also while nobody can say who may press, and not for those who may not', () => {
  can = undefined
  const { unmount } = show(console_('clockwork'))
  expect(screen.getByRole('button', { name: /^Emergency stop/ })).toBeTruthy()
  unmount()
  can = ['rooms.see']
  show(console_('clockwork'))
  expect(screen.queryByRole('button', { name: /^Emergency stop/ })).toBeNull()
})

it('is left with a reason only, and by those who may', async () => {
  rooms = [report()]
  const { unmount } = show(console_('clockwork'))
  fireEvent.click(await screen.findByRole('button', { name: 'Clear the stop…' }))
  const submit = screen.getByRole<HTMLButtonElement>('button', { name: /clear the stop$/ })
  expect(submit.disabled).toBe(true)
  fireEvent.change(screen.getByLabelText(/why may it go on/), { target: { value: ' looked at it ' } })
  expect(submit.disabled).toBe(false)
  fireEvent.click(submit)
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Clear the stop…' })).toBeNull())
  expect(asked.at(-1)).toEqual({ path: '/api/emergency/clear', body: { room: 'clockwork', reason: 'looked at it' } })
  unmount()
  can = ['emergency.stop']
  rooms = [report()]
  show(console_('clockwork'))
  await screen.findByRole('alert')
  expect(screen.queryByRole('button', { name: 'Clear the stop…' })).toBeNull()
  await act(() => Promise.resolve())
})
