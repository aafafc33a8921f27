import { expect, type Locator, type Page } from '@playwright/test'

/** The studio's canvas and inspector as a designer's hands use them. */
export class Canvas {
  readonly inspector: Locator

  constructor(private readonly page: Page) {
    this.inspector = page.getByRole('tabpanel', { name: 'Inspector' })
  }

  /** Drags a node type from the palette to a place on the page, and gives the new node a name. */
  async add(type: string, name: string, at: { x: number; y: number }): Promise<void> {
    const item = this.page.getByRole('button', { name: `Add ${type}`, exact: true })
    await item.scrollIntoViewIfNeeded()
    await this.carry(await middle(item), at)
    await this.inspector.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await expect(this.node(name)).toBeVisible()
  }

  node(name: string): Locator {
    return this.page.locator('.react-flow__node').filter({ hasText: name })
  }

  /** Draws an edge from handle to handle; it is selected then. */
  async connect(from: string, to: string, exit = 'done'): Promise<void> {
    const source = this.page.getByLabel(`${exit} of ${from}`, { exact: true })
    const target = this.page.getByLabel(`Into ${to}`, { exact: true })
    await this.carry(await middle(source), await middle(target))
    await expect(this.inspector.getByRole('region', { name: 'Edge' })).toBeVisible()
    await expect(this.inspector.getByRole('combobox', { name: 'To', exact: true })).toHaveText(to)
  }

  /** Picks a choice of one of the inspector's lists. */
  async choose(list: string, choice: string | RegExp): Promise<void> {
    await this.inspector.getByRole('combobox', { name: list, exact: true }).click()
    await this.page.getByRole('option', { name: choice }).click()
  }

  /** Picks something of a device by its name. */
  async pick(button: string, choice: string | RegExp): Promise<void> {
    await this.inspector.getByRole('button', { name: button, exact: true }).click()
    await this.page.getByRole('option', { name: choice }).click()
  }

  private async carry(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
    await mouse.move(to.x - 2, to.y - 2, { steps: 4 })
    await mouse.move(to.x, to.y)
    await mouse.up()
  }
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox()
  if (box === null) throw new Error(`${of} is not to be seen`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
