import { expect, test } from '@playwright/test'
import { VaultBoard } from './support/board.ts'
import { Canvas } from './support/canvas.ts'
import { signIn, studio } from './support/studio.ts'

/**
 * A puzzle by the hands of its users: a designer draws a code puzzle with a keypad that registered over MQTT and sets its
 * code; players press keys, the game master sees how far they are; the right code solves it.
 */
test('a code puzzle is drawn, published, watched and solved', async ({ page }) => {
  test.setTimeout(120_000)
  const board = await VaultBoard.connect(studio.mqttUrl())
  const canvas = new Canvas(page)
  const puzzle = page.getByRole('region', { name: 'Safe', exact: true })
  try {
    await board.register()
    await signIn(page)

    await test.step('draw it', async () => {
      await page.goto('/studio')
      await page.getByRole('button', { name: 'New scene' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Vault')
      await page.getByRole('button', { name: 'Create' }).click()
      await expect(page.getByRole('heading', { name: 'This scene is empty' })).toBeVisible()
      await canvas.add('Code', 'Safe', { x: 460, y: 240 })
      await canvas.pick('Signal', 'vault_keypad · key')
      await canvas.choose('It reports', 'key by key')
      const codes = canvas.inspector.getByRole('group', { name: 'Codes' })
      await codes.getByRole('button', { name: 'Add code' }).click()
      await codes.getByRole('textbox', { name: 'code 1' }).fill('4711')
      await canvas.add('End', 'Won', { x: 900, y: 420 })
      await canvas.inspector.getByRole('textbox', { name: 'Outcome' }).fill('solved')
      await canvas.connect('Safe', 'Won', 'solved')
      await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    })

    await test.step('publish it', async () => {
      await page.getByRole('button', { name: 'Publish', exact: true }).click()
      await page.getByRole('button', { name: 'Publish version' }).click()
      await expect(page.getByRole('dialog', { name: 'Version 1 is published' })).toBeVisible()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await expect(page.getByRole('button', { name: 'Change: as published' })).toBeVisible()
    })

    await test.step('play it: the console counts the keys', async () => {
      await page.goto('/console/clockwork')
      // In the dock: what the page itself offers depends on the game before, which is told a moment later.
      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await page.getByRole('dialog').getByRole('combobox', { name: 'Scene' }).click()
      await page.getByRole('option', { name: /Vault/ }).click()
      await page.getByRole('button', { name: 'Start the game' }).click()
      await expect(puzzle).toContainText('0 of 4')
      await board.press('47')
      await expect(puzzle).toContainText('2 of 4')
    })

    await test.step('the game master begins it anew, and sees first what that does', async () => {
      await puzzle.getByRole('button', { name: 'Reset Safe' }).click()
      const dialog = page.getByRole('dialog', { name: 'Reset Safe' })
      await expect(dialog.getByRole('region', { name: 'What it would do' })).toContainText('Begins anewSafe')
      await dialog.getByRole('textbox', { name: 'Why' }).fill('The keypad was bumped')
      await dialog.getByRole('button', { name: 'Hold to reset' }).click({ delay: 1_200 })
      await expect(puzzle).toContainText('0 of 4')
    })

    await test.step('a wrong code begins anew, the right one solves it', async () => {
      await board.press('0000')
      await expect(puzzle).toContainText('0 of 4')
      await board.press('4711')
      // The story below tells of the games before as well.
      await expect(page.getByText('Stood at Won')).toBeVisible()
    })
  } finally {
    await board.end()
  }
})
