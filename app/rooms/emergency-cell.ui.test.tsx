import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import { EmergencyCell } from './emergency-cell.tsx'

let said: unknown[]
let may: boolean
vi.mock('#app/shell/use-me.ts', () => ({ useMay: () => may }))
vi.mock('#app/shell/trpc.ts', () => ({
  useTRPC: () => ({
    devices: {
      setEmergency: {
        mutationOptions: (options: object) => ({
          ...options,
          mutationFn: (input: unknown) => {
            said.push(input)
            return Promise.resolve()
          },
        }),
      },
      list: { queryFilter: () => ({ queryKey: ['devices'] }) },
    },
  }),
}))

beforeEach(() => {
  said = []
  may = true
  Element.prototype.scrollIntoView = () => undefined
})
afterEach(cleanup)

const chest = (limits: DeviceSummary['limits'] = {}): DeviceSummary => ({
  controller: 'board',
  device: 'chest',
  name: 'Chest',
  kind: 'maglock',
  category: null,
  signals: {},
  commands: { unlock: { params: {} }, lower: { params: { speed: { type: 'number', min: 1, max: 9 } } } },
  values: {},
  status: 'online',
  whenOffline: 'warn',
  limits,
})
const show = (device: DeviceSummary) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <EmergencyCell room="lobby" device={device} />
      </TooltipProvider>
    </QueryClientProvider>,
  )
const open = () => fireEvent.click(screen.getByRole('button', { name: 'What a stop gives chest' }))
async function choose(command: string, choice: RegExp) {
  fireEvent.keyDown(screen.getByRole('combobox', { name: `A stop gives ${command}` }), { key: 'Enter' })
  fireEvent.keyDown(await screen.findByRole('option', { name: choice }), { key: 'Enter' })
}

it('says what a stop gives by the device’s kind, and what by its installer’s word', () => {
  const { unmount } = show(chest())
  expect(screen.getByRole('listitem').textContent).toBe('unlock from level 2')
  unmount()
  const { unmount: over } = show(chest({ lower: { emergency: { level: 1, params: { speed: 2 } } } }))
  expect(screen.getByRole('listitem').textContent).toBe('lower (speed 2) from level 1')
  over()
  show(chest({ unlock: { emergency: false } }))
  expect(screen.getByText('nothing')).toBeTruthy()
})

it('takes the installer’s word, and asks for what a command needs', async () => {
  show(chest())
  open()
  await choose('unlock', /^never/)
  await waitFor(() =>
    expect(said).toEqual([
      { room: 'lobby', controller: 'board', device: 'chest', command: 'unlock', emergency: false },
    ]),
  )
  await choose('lower', /from level 1/)
  expect(said).toHaveLength(1)
  fireEvent.change(screen.getByRole('textbox', { name: 'speed' }), { target: { value: '3' } })
  fireEvent.blur(screen.getByRole('textbox', { name: 'speed' }))
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(said[1]).toMatchObject({ command: 'lower', emergency: { level: 1, params: { speed: 3 } } }),
  )
})

it('is only told to those who may not change it', () => {
  may = false
  show(chest())
  expect(screen.queryByRole('button')).toBeNull()
})
