'use client'

import { Search } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { Input } from '#app/ui/input.tsx'
import { Tooltip } from '#app/ui/tooltip.tsx'
import type { NodeDefinition } from '#scene-graph/nodes/define-node.ts'
import { nodeIcon } from '../canvas/icons.ts'
import { FAMILIES, findTypes } from './find-types.ts'
import styles from './palette.module.css'

/** The kind of data that a palette item carries while it is dragged. */
export const DRAGGED_TYPE = 'application/x-studio-node'

/** Node types to drag onto the canvas, or to press: then they are put where there is room. */
export function Palette({ onAdd, disabled }: { onAdd: (type: string) => void; disabled: boolean }) {
  const [typed, setTyped] = useState('')
  const found = findTypes(typed)
  return (
    <section className={styles.palette} aria-label="Palette">
      <div className={styles.search}>
        <Input
          icon={Search}
          size="sm"
          aria-label="Find a node type"
          placeholder="Find a node type"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found
            if (event.key === 'Enter' && first !== undefined) onAdd(first.type)
          }}
        />
      </div>
      <div className={styles.groups}>
        {FAMILIES.map(({ family, label }) => {
          const types = found.filter((d) => d.family === family)
          if (types.length === 0) return null
          return (
            <div key={family} className={styles.group}>
              <h3 className={styles.heading} data-family={family}>
                {label}
              </h3>
              <ul className={styles.items}>
                {types.map((definition) => (
                  <li key={definition.type}>
                    <Item definition={definition} onAdd={onAdd} disabled={disabled} />
                  </li>
                ))}
              </ul>
            </div>
          )
        })}
        {found.length === 0 && <p className={styles.none}>No node is called “{typed}”.</p>}
      </div>
    </section>
  )
}

type ItemProps = { definition: NodeDefinition; onAdd: (type: string) => void; disabled: boolean }

function Item({ definition, onAdd, disabled }: ItemProps) {
  const Icon = nodeIcon(definition.icon)
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(DRAGGED_TYPE, definition.type)
    event.dataTransfer.effectAllowed = 'copy'
  }
  return (
    <Tooltip content={definition.summary} side="right">
      <button
        type="button"
        className={styles.item}
        draggable={!disabled}
        disabled={disabled}
        data-testid={`palette-${definition.type}`}
        aria-label={`Add ${definition.label}`}
        onDragStart={onDragStart}
        onClick={() => onAdd(definition.type)}
      >
        <Icon aria-hidden />
        <span>{definition.label}</span>
      </button>
    </Tooltip>
  )
}
