'use client'

import { MousePointerClick } from 'lucide-react'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { useEditorState } from '../editor/editor-context.tsx'
import styles from './workbench.module.css'

/** The first step, while there is nothing on the canvas. It lets drops and clicks through. */
export function EmptyCanvas({ readOnly }: { readOnly: boolean }) {
  const empty = useEditorState((s) => s.history.present.nodes.length === 0)
  const kind = useEditorState((s) => s.history.present.kind)
  if (!empty) return null
  return (
    <div className={styles.empty}>
      <EmptyState icon={MousePointerClick} title={`This ${kind} is empty`}>
        {readOnly ? (
          'Nobody has drawn anything yet.'
        ) : (
          <>
            Drag a <strong>State</strong> from the palette to here: that is where the {kind} begins. Or press{' '}
            <Kbd keys="/" /> and type. Then drag from the handle at its right to lead on.
          </>
        )}
      </EmptyState>
    </div>
  )
}
