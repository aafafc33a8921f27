'use client'

import {
  ArrowLeft,
  ChevronRight,
  EllipsisVertical,
  Hand,
  MousePointer2,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Radio,
  Redo2,
  Search,
  Undo2,
  Upload,
  Wand2,
} from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useWhyNotSave } from '#app/conditions/use-conditions.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu } from '#app/ui/menu.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { Select } from '#app/ui/select.tsx'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { exportEntries } from '../exchange/export-menu.tsx'
import { useStudioRoom } from '../room/room-context.tsx'
import type { Mode, useUi } from './use-ui.ts'
import styles from './workbench.module.css'

export type ToolbarProps = {
  /** Graphs by which one came to this one, outermost first. */
  trail: readonly { id: string; name: string }[]
  ui: ReturnType<typeof useUi>
  readOnly: boolean
  mayPublish: boolean
  /** Is the draft safe? */
  saved: ReactNode
  /** Version that the next game plays. */
  version: number | null
  playing: boolean
  onSearch: () => void
  onPublish: () => void
  onTidy: () => void
  /** What publishing the draft would mean. */
  change: ReactNode
}

/** Few buttons, each with its key. */
export function Toolbar({
  trail,
  ui,
  readOnly,
  mayPublish,
  saved,
  version,
  playing,
  onSearch,
  onPublish,
  onTidy,
  change,
}: ToolbarProps) {
  const editor = useEditor()
  const room = useStudioRoom()
  const whyNot = useWhyNotSave()
  const name = useEditorState((s) => s.history.present.name)
  const undoes = useEditorState((s) => s.history.past.at(-1)?.label)
  const redoes = useEditorState((s) => s.history.future[0]?.label)
  return (
    <header className={styles.toolbar} role="toolbar" aria-label="Studio">
      <Link href="/studio" className={styles.back} aria-label="All graphs" title="All graphs">
        <ArrowLeft aria-hidden />
      </Link>
      {trail.map(({ id, name: title }, index) => (
        <Link
          key={id}
          href={`/studio/${id}${
            index === 0
              ? ''
              : `?from=${trail
                  .slice(0, index)
                  .map((t) => t.id)
                  .join(',')}`
          }`}
          className={styles.crumb}
          title={`Back to ${title}`}
        >
          <MiddleTruncate text={title} />
          <ChevronRight aria-hidden />
        </Link>
      ))}
      <h1 className={styles.name}>
        <MiddleTruncate text={name} />
      </h1>
      <span className={styles.version}>{version === null ? 'not published' : `v${version}`}</span>
      {readOnly ? <span className={styles.version}>read only</span> : saved}
      {change}
      <span className={styles.space} />
      <IconButton
        icon={Undo2}
        label={undoes === undefined ? 'Undo' : `Undo ${undoes}`}
        keys="Mod+Z"
        disabled={undoes === undefined || readOnly}
        onClick={editor.undo}
      />
      <IconButton
        icon={Redo2}
        label={redoes === undefined ? 'Redo' : `Redo ${redoes}`}
        keys="Mod+Shift+Z"
        disabled={redoes === undefined || readOnly}
        onClick={editor.redo}
      />
      <Segmented<Mode>
        label="Pointer"
        iconsOnly
        options={[
          { value: 'select', label: 'Select (V)', icon: MousePointer2 },
          { value: 'hand', label: 'Move the canvas (H)', icon: Hand },
        ]}
        value={ui.mode}
        onChange={ui.setMode}
      />
      <IconButton icon={Search} label="Search and commands" keys="Mod+K" onClick={onSearch} />
      <span className={styles.divider} />
      <IconButton icon={PanelLeft} label="Palette" pressed={ui.palette} onClick={() => ui.setPalette(!ui.palette)} />
      <IconButton icon={PanelBottom} label="Drawer" pressed={ui.drawer} onClick={() => ui.setDrawer(!ui.drawer)} />
      <IconButton
        icon={PanelRight}
        label="Inspector"
        pressed={ui.inspector}
        onClick={() => ui.setInspector(!ui.inspector)}
      />
      <IconButton
        icon={Radio}
        label={playing ? 'Running game on the canvas' : 'Running game on the canvas (none plays this graph)'}
        pressed={ui.overlay}
        onClick={() => ui.setOverlay(!ui.overlay)}
      />
      <span className={styles.divider} />
      <span className={styles.room}>
        <Select
          aria-label="Room"
          size="sm"
          placeholder={room.rooms.length === 0 ? 'No rooms' : 'Choose a room'}
          disabled={room.rooms.length === 0}
          options={room.rooms.map((r) => ({ value: r.slug, label: r.name, group: r.venue }))}
          value={room.slug === '' ? null : room.slug}
          onChange={room.choose}
        />
      </span>
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label="More" />}
        entries={[
          { label: 'Tidy up', icon: Wand2, keys: 'Mod+Shift+L', disabled: readOnly, onSelect: onTidy },
          { type: 'separator' },
          ...exportEntries(editor.graph),
        ]}
      />
      <Button
        variant="primary"
        size="sm"
        icon={Upload}
        disabled={!mayPublish || whyNot !== undefined}
        title={whyNot}
        onClick={onPublish}
      >
        Publish
      </Button>
    </header>
  )
}
