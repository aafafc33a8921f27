'use client'

import type { ReactNode } from 'react'
import { Select } from '#app/ui/select.tsx'
import { useGraph } from '../editor/editor-context.tsx'
import { canBeActive, titleOf } from '../model/document.ts'
import styles from './inspector.module.css'

/** A word of the sentence that a condition is. */
export const Word = ({ children }: { children: string }) => <span className={styles.word}>{children}</span>

type PartProps = { label: string; head: ReactNode; menu: ReactNode; children: ReactNode }

/** A condition that may hold others: its words, its menu, what it is made of. */
export const Part = ({ label, head, menu, children }: PartProps) => (
  <fieldset className={styles.part} aria-label={label}>
    <div className={styles.partHead}>
      {head}
      {menu}
    </div>
    {children}
  </fieldset>
)

type NodeSelectProps = {
  label: string
  value: string | null
  among?: (type: string) => boolean
} & (
  | { nothing?: never; onChange: (node: string) => void }
  | { nothing: string; onChange: (node: string | null) => void }
)

/** A node of the graph, by its name; with `nothing`, or none. */
export function NodeSelect({ label, value, among = () => true, nothing, onChange }: NodeSelectProps) {
  const graph = useGraph()
  const nodes = graph.nodes.filter((n) => canBeActive(n) && among(n.type))
  const chosen = nodes.some((n) => n.id === value) ? value : nothing === undefined ? null : NOTHING
  return (
    <Select
      aria-label={label}
      size="sm"
      options={[
        ...(nothing === undefined ? [] : [{ value: NOTHING, label: nothing }]),
        ...nodes.map((n) => ({ value: n.id, label: titleOf(n), hint: n.type })),
      ]}
      value={chosen}
      onChange={(next) => {
        if (nothing === undefined) onChange(next)
        else onChange(next === NOTHING ? null : next)
      }}
    />
  )
}

/** No node's id: ids have no spaces. */
const NOTHING = ' nothing '
