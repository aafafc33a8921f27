import { expect, test } from '@playwright/test'
import { AtticBoard } from './support/board.ts'
import { Canvas } from './support/canvas.ts'
import { pidOf } from './support/processes.ts'
import { signIn, studio } from './support/studio.ts'

/**
 * What the product is for, by the hands of its users: a board that nobody has seen registers over plain MQTT, a designer
 * draws a scene with it on an empty canvas and publishes it, a game master starts the game, a report of the board moves
 * it and a command reaches the board. While a delay runs the scene is changed and published again, and the runtime is
 * killed: the delay ends when it should, and nothing is sent twice.
 */
const DELAY_S = 12

test('a scene is drawn, played, changed while it runs, and survives the death of its runtime', async ({ page }) => {
  test.setTimeout(180_000)
  const board = await AtticBoard.connect(studio.mqttUrl())
  const canvas = new Canvas(page)
  try {
    await board.register()
    await board.pull(false)
    await signIn(page)

    await test.step('draw on an empty canvas', async () => {
      await page.goto('/studio')
      await page.getByRole('button', { name: 'New scene' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Attic')
      await page.getByRole('button', { name: 'Create' }).click()
      await expect(page.getByRole('heading', { name: 'This scene is empty' })).toBeVisible()
      await canvas.add('State', 'Waiting', { x: 420, y: 180 })
      await canvas.add('Delay', 'Creaking', { x: 760, y: 330 })
      await canvas.inspector.getByRole('textbox', { name: 'For', exact: true }).fill(String(DELAY_S))
      await canvas.add('End', 'Open', { x: 960, y: 520 })
      await canvas.connect('Waiting', 'Creaking')
      await canvas.choose('Trigger', 'A device reports')
      await canvas.pick('Signal', 'bell_rope · pulled')
      await canvas.pick('Add a command to Actions', 'trapdoor · release')
      await canvas.connect('Creaking', 'Open')
      await canvas.pick('Add a command to Actions', 'trapdoor · lock')
      await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    })

    await test.step('publish', async () => {
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await page.getByRole('button', { name: 'Publish version' }).click()
      await expect(page.getByRole('dialog', { name: 'Version 1 is published' })).toBeVisible()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    })
    const drawing = page.url()

    await test.step('start the game', async () => {
      await page.goto('/console/clockwork')
      await page.getByRole('button', { name: 'Start a game' }).click()
      await page.getByRole('dialog').getByRole('combobox', { name: 'Scene' }).click()
      await page.getByRole('option', { name: /Attic/ }).click()
      await page.getByRole('button', { name: 'Start the game' }).click()
      await expect(page.getByRole('list', { name: 'Active now' })).toContainText('Waiting')
    })

    const pulledAt = await test.step('a report moves it, and a command comes back', async () => {
      const at = await board.pull(true)
      await expect.poll(() => board.heard.map((h) => h.action)).toEqual(['release'])
      await expect(page.getByRole('list', { name: 'Active now' })).toContainText('Creaking')
      return at
    })

    await test.step('change it while it runs', async () => {
      await page.goto(drawing)
      await expect(page.getByRole('region', { name: 'Running game' })).toContainText('version 1')
      await canvas.node('Open').click()
      await canvas.inspector.getByRole('textbox', { name: 'Outcome' }).fill('solved')
      await expect(page.getByRole('region', { name: 'Running game' })).toContainText('draft differs')
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await expect(page.getByRole('list', { name: 'Running games' })).toContainText('can move')
      await page.getByRole('button', { name: 'Publish into the running game' }).click()
      await expect(page.getByRole('list', { name: 'What happened to running games' })).toContainText('plays it now')
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await expect(page.getByRole('region', { name: 'Running game' })).toContainText('version 2')
    })

    await test.step('kill the runtime; another one goes on', async () => {
      const killed = pidOf('scene-runtime')
      process.kill(killed, 'SIGKILL')
      await expect.poll(() => pidOf('scene-runtime')).not.toBe(killed)
    })

    await test.step('the delay ends when it should, by the new version, and nothing is sent twice', async () => {
      await expect.poll(() => board.heard.map((h) => h.action), { timeout: 30_000 }).toEqual(['release', 'lock'])
      const took = (board.heard[1]?.at ?? 0) - pulledAt
      expect(took).toBeGreaterThanOrEqual(DELAY_S * 1000 - 50)
      await page.goto('/console/clockwork')
      await expect(page.getByText(/solved/i).first()).toBeVisible()
      expect(board.heard.map((h) => h.action)).toEqual(['release', 'lock'])
      expect(new Set(board.heard.map((h) => h.command_id)).size).toBe(2)
    })
  } finally {
    await board.end()
  }
})
