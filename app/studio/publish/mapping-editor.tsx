'use client'

import { Check, Search } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Popover } from '#app/ui/popover.tsx'
import { Badge } from '#app/ui/status-chip.tsx'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import styles from './mapping-editor.module.css'
import type { Stranded } from './stranded.ts'
import { type Haven, havensFor, searched } from './suggest.ts'

export type Mapping = Record<string, string>

/** For every node that games stand in and the draft has no more: where they go on (HR2). */
export function MappingEditor(props: {
  stranded: readonly Stranded[]
  mapping: Mapping
  onMapping: (mapping: Mapping) => void
}) {
  const { stranded, mapping, onMapping } = props
  if (stranded.length === 0) return null
  return (
    <section className={styles.editor} aria-label="Where games go whose place is gone">
      <h3 className={styles.title}>
        {stranded.length === 1
          ? 'A place that games stand in is gone'
          : `${stranded.length} places that games stand in are gone`}
      </h3>
      <ul className={styles.rows}>
        {stranded.map((gone) => (
          <Row
            key={gone.node}
            gone={gone}
            to={mapping[gone.node] ?? null}
            onChange={(to) => {
              const { [gone.node]: _, ...others } = mapping
              onMapping(to === null ? others : { ...others, [gone.node]: to })
            }}
          />
        ))}
      </ul>
    </section>
  )
}

type RowProps = { gone: Stranded; to: string | null; onChange: (to: string | null) => void }

function Row({ gone, to, onChange }: RowProps) {
  const draft = useGraph()
  const [open, setOpen] = useState(false)
  const [suggestion] = havensFor(gone, draft)
  const target = to === null ? undefined : indexOf(draft).nodes.get(to)
  const usual =
    gone.otherwise === 'blocked' ? 'nowhere: its games stay on their version' : `the start of ${gone.otherwise.goesTo}`
  const choose = (next: string | null) => {
    onChange(next)
    setOpen(false)
  }
  return (
    <li className={styles.row}>
      <span className={styles.gone}>
        <s>{gone.title}</s>
      </span>
      <span aria-hidden>→</span>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button
            size="sm"
            aria-label={`Games in “${gone.title}” go to`}
            data-blocked={to === null && gone.otherwise === 'blocked'}
          >
            {target === undefined ? usual : titleOf(target)}
          </Button>
        }
      >
        <Picker gone={gone} usual={usual} to={to} onChoose={choose} />
      </Popover>
      {to === null && suggestion?.suggested === true && (
        <Button size="sm" variant="quiet" onClick={() => onChange(suggestion.id)}>
          Use “{suggestion.title}”
        </Button>
      )}
    </li>
  )
}

function Picker(props: { gone: Stranded; usual: string; to: string | null; onChoose: (to: string | null) => void }) {
  const { gone, usual, to, onChoose } = props
  const draft = useGraph()
  const [search, setSearch] = useState('')
  const found = searched(havensFor(gone, draft), search)
  return (
    <div className={styles.picker}>
      <Input
        icon={Search}
        size="sm"
        autoFocus
        placeholder="Name, kind or group"
        aria-label={`Where games in “${gone.title}” go on`}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0] !== undefined) onChoose(found[0].id)
        }}
      />
      <ul className={styles.options}>
        {search === '' && (
          <li>
            <button type="button" className={styles.option} aria-pressed={to === null} onClick={() => onChoose(null)}>
              {to === null && <Check aria-hidden />} As usual: {usual}
            </button>
          </li>
        )}
        {found.map((haven) => (
          <li key={haven.id}>
            <Option haven={haven} chosen={haven.id === to} onChoose={() => onChoose(haven.id)} />
          </li>
        ))}
        {found.length === 0 && <li className={styles.none}>Nothing is called so.</li>}
      </ul>
    </div>
  )
}

function Option({ haven, chosen, onChoose }: { haven: Haven; chosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" className={styles.option} aria-pressed={chosen} onClick={onChoose}>
      {chosen && <Check aria-hidden />}
      <span className={styles.name}>{haven.title}</span>
      <span className={styles.kind}>
        {haven.type}
        {haven.within !== null && ` in ${haven.within}`}
      </span>
      {haven.suggested && <Badge>likely</Badge>}
    </button>
  )
}
