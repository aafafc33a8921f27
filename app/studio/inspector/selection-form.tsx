'use client'

import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Columns2,
  Copy,
  type LucideIcon,
  SquareDashed,
  Trash2,
} from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { type Command, editingCommands } from '../editor/commands.ts'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'

const ALIGN: readonly [id: string, icon: LucideIcon][] = [
  ['align-left', AlignStartVertical],
  ['align-center', AlignCenterVertical],
  ['align-right', AlignEndVertical],
  ['align-top', AlignStartHorizontal],
  ['align-middle', AlignCenterHorizontal],
  ['align-bottom', AlignEndHorizontal],
  ['distribute-x', AlignHorizontalDistributeCenter],
  ['distribute-y', AlignVerticalDistributeCenter],
]

/** What can be done with several things at once. */
export function SelectionForm() {
  const editor = useEditor()
  const state = useEditorState((s) => s)
  const { nodes, edges } = state.selection
  const commands = new Map(editingCommands(editor).map((c) => [c.id, c]))
  const usable = (c: Command) => c.enabled?.(state) ?? true
  return (
    <section className={styles.form} aria-label="Selection">
      <h2 className={styles.formTitle}>
        {[count(nodes.size, 'node'), count(edges.size, 'edge')].filter((t) => t !== '').join(', ')}
      </h2>
      <Heading>Line up</Heading>
      <div className={styles.suggestions}>
        {ALIGN.map(([id, icon]) => {
          const command = commands.get(id)
          if (command === undefined) return null
          return (
            <IconButton
              key={id}
              icon={icon}
              size="sm"
              label={command.label}
              disabled={!usable(command)}
              onClick={command.run}
            />
          )
        })}
      </div>
      <Heading>Together</Heading>
      <div className={styles.stack}>
        {(
          [
            ['group', SquareDashed],
            ['parallel', Columns2],
            ['duplicate', Copy],
            ['delete', Trash2],
          ] as const
        ).map(([id, icon]) => {
          const command = commands.get(id)
          if (command === undefined) return null
          return (
            <Button key={id} size="sm" icon={icon} disabled={!usable(command)} onClick={command.run}>
              {command.label}
            </Button>
          )
        })}
      </div>
    </section>
  )
}

const count = (n: number, what: string): string => (n === 0 ? '' : n === 1 ? `1 ${what}` : `${n} ${what}s`)
