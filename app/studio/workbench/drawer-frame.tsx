'use client'

import { ChevronDown, ChevronUp } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { IconButton } from '#app/ui/button.tsx'
import { Splitter } from '#app/ui/splitter.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import { useAnalysis } from '../analysis/use-analysis.ts'
import { AnalysisPanel } from '../drawer/analysis.tsx'
import { Outline } from '../drawer/outline.tsx'
import { Problems } from '../drawer/problems.tsx'
import { Versions } from '../drawer/versions.tsx'
import { useEditorState } from '../editor/editor-context.tsx'
import type { GraphOnServer } from './use-graph-on-server.ts'
import styles from './workbench.module.css'

export type DrawerFrameProps = {
  open: boolean
  onOpen: (open: boolean) => void
  graph: GraphOnServer
  readOnly: boolean
  /** The canvas, above. */
  children: ReactNode
}

/** One drawer below the canvas: its tabs are always in sight, what they show when it is open. */
export function DrawerFrame({ open, onOpen, graph, readOnly, children }: DrawerFrameProps) {
  const [tab, setTab] = useState('problems')
  const choose = (next: string) => {
    setTab(next)
    onOpen(true)
  }
  /** Whether a press began on the tab that was open: by its end the press itself has changed that. */
  const wasOpen = useRef(false)
  return (
    <Tabs.Root value={tab} onValueChange={choose} className={styles.drawerFrame} activationMode="manual">
      <Splitter
        name="studio.drawer"
        side="bottom"
        label="Height of the drawer"
        initial={220}
        min={96}
        max={520}
        folded={!open}
        panel={
          <div className={styles.drawerBody}>
            <Tabs.Content value="problems" className={styles.drawerContent}>
              <Problems />
            </Tabs.Content>
            <Tabs.Content value="analysis" className={styles.drawerContent}>
              <AnalysisPanel />
            </Tabs.Content>
            <Tabs.Content value="outline" className={styles.drawerContent}>
              <Outline />
            </Tabs.Content>
            <Tabs.Content value="versions" className={styles.drawerContent}>
              <Versions graph={graph} readOnly={readOnly} />
            </Tabs.Content>
          </div>
        }
      >
        <div className={styles.canvasColumn}>
          <div className={styles.canvasArea}>{children}</div>
          <div className={styles.drawerBar}>
            <Tabs.List aria-label="Drawer" className={styles.drawerTabs}>
              {(
                [
                  ['problems', <ProblemCount key="count" />],
                  ['analysis', <AnalysisCount key="analysis" />],
                  ['outline', 'Outline'],
                  ['versions', `Versions ${graph.versions.length === 0 ? '' : graph.versions.length}`],
                ] as const
              ).map(([id, label]) => (
                <Tabs.Trigger
                  key={id}
                  value={id}
                  className={styles.drawerTab}
                  data-open={open || undefined}
                  onMouseDown={() => {
                    wasOpen.current = open && tab === id
                  }}
                  onKeyDown={() => {
                    wasOpen.current = open && tab === id
                  }}
                  onClick={() => onOpen(!wasOpen.current)}
                >
                  {label}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <IconButton
              icon={open ? ChevronDown : ChevronUp}
              size="sm"
              label={open ? 'Close the drawer' : 'Open the drawer'}
              onClick={() => onOpen(!open)}
            />
          </div>
        </div>
      </Splitter>
    </Tabs.Root>
  )
}

function ProblemCount() {
  const errors = useEditorState((s) => s.findings.filter((f) => f.severity === 'error').length)
  const others = useEditorState((s) => s.findings.length) - errors
  return (
    <>
      Problems
      {errors > 0 && (
        <span className={styles.count}>
          <StatusIcon state="failed" label="errors" /> {errors}
        </span>
      )}
      {others > 0 && (
        <span className={styles.count}>
          <StatusIcon state="attention" label="warnings" /> {others}
        </span>
      )}
      {errors + others === 0 && <StatusIcon state="solved" label="none" />}
    </>
  )
}

/** Traps and the like that the last exploration found; infos are not counted. */
function AnalysisCount() {
  const { report, running } = useAnalysis()
  const found = (report?.findings ?? []).filter((f) => f.severity !== 'info').length
  return (
    <>
      Analysis
      {found > 0 && (
        <span className={styles.count}>
          <StatusIcon state="attention" label="found by exploring" /> {found}
        </span>
      )}
      {found === 0 && report !== null && !running && <StatusIcon state="solved" label="nothing found" />}
    </>
  )
}
