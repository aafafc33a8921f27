'use client'

import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'
import { useMay } from '#app/shell/use-me.ts'
import { ErrorState } from '#app/ui/empty-state.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { Splitter } from '#app/ui/splitter.tsx'
import { toast } from '#app/ui/toast.tsx'
import { AnalysisProvider, useAnalysisDesk } from '../analysis/use-analysis.ts'
import { WalkStrip } from '../analysis/walk-strip.tsx'
import { type Adding, Canvas } from '../canvas/canvas.tsx'
import { addAt, addBehind, leadTo } from '../canvas/canvas-actions.ts'
import { keptDraft } from '../draft/kept-draft.ts'
import { useDraftSync } from '../draft/use-draft-sync.ts'
import { EditorProvider, useEditor } from '../editor/editor-context.tsx'
import { createEditor } from '../editor/editor-store.ts'
import { useClipboard } from '../editor/use-clipboard.ts'
import { useFindings } from '../editor/use-findings.ts'
import { useKeyboard } from '../editor/use-keyboard.ts'
import { Inspector } from '../inspector/inspector.tsx'
import { LibraryProvider } from '../library/library-context.tsx'
import { useGraphLibrary } from '../library/use-library.ts'
import { LiveStrip } from '../live/live-strip.tsx'
import { OverlayProvider, useOverlay } from '../live/overlay-context.tsx'
import { createOverlay } from '../live/overlay-store.ts'
import { useOverlayFeed } from '../live/use-overlay-feed.ts'
import type { Point } from '../model/geometry.ts'
import { isUnplaced, tidy } from '../model/tidy.ts'
import { AddMenu } from '../palette/add-menu.tsx'
import { existingFor } from '../palette/existing.ts'
import { Palette } from '../palette/palette.tsx'
import { ChangeChip } from '../publish/change-chip.tsx'
import { PublishDialog } from '../publish/publish-dialog.tsx'
import { RoomProvider, useStudioRoom } from '../room/room-context.tsx'
import { useRoomOfStudio } from '../room/use-room-of-studio.ts'
import { CanvasMenu } from './canvas-menu.tsx'
import { DrawerFrame } from './drawer-frame.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { ConflictDialog, SaveMark } from './save-mark.tsx'
import { SearchDialog } from './search-dialog.tsx'
import { Toolbar } from './toolbar.tsx'
import { useCommands } from './use-commands.ts'
import { type GraphOnServer, useGraphOnServer } from './use-graph-on-server.ts'
import { besides, showIfHidden, useMiddle, usePointer } from './use-places.ts'
import { useTheirChanges } from './use-their-changes.ts'
import { useUi } from './use-ui.ts'
import styles from './workbench.module.css'
import { Zoom } from './zoom.tsx'

/** The studio for one graph. */
export function Workbench({ graphId, trail }: { graphId: string; trail: readonly string[] }) {
  const graph = useGraphOnServer(graphId)
  if (graph.data !== undefined) return <Opened key={graphId} graph={graph.data} trail={trail} />
  if (graph.isError)
    return (
      <ErrorState title="This graph could not be opened" error={graph.error} onRetry={() => void graph.refetch()}>
        <Link href="/studio">All graphs</Link>
      </ErrorState>
    )
  return (
    <div className={styles.opening} aria-busy>
      <Skeleton height={48} />
      <Skeleton height="100%" />
    </div>
  )
}

/** Begins with what the server has, or with what an earlier visit could not save. */
function Opened({ graph, trail }: { graph: GraphOnServer; trail: readonly string[] }) {
  const [opened] = useState(() => {
    const kept = keptDraft(graph.id)
    const start = kept ?? { document: graph.draft.document, revision: graph.draft.revision }
    // A document from elsewhere may lie on one heap.
    const document = isUnplaced(start.document) ? tidy(start.document) : start.document
    return {
      editor: createEditor(document),
      revision: start.revision,
      unsaved: document !== graph.draft.document,
      kept: kept !== null,
    }
  })
  const [overlay] = useState(createOverlay)
  const room = useRoomOfStudio(graph.id)
  useEffect(() => {
    if (opened.kept)
      toast({
        state: 'attention',
        title: 'Unsaved changes of your last visit are back',
        detail: 'They are being saved now.',
      })
  }, [opened])
  return (
    <ReactFlowProvider>
      <EditorProvider value={opened.editor}>
        <OverlayProvider value={overlay}>
          <RoomProvider value={room}>
            <Desk graph={graph} trail={trail} revision={opened.revision} unsaved={opened.unsaved} overlay={overlay} />
          </RoomProvider>
        </OverlayProvider>
      </EditorProvider>
    </ReactFlowProvider>
  )
}

type DeskProps = {
  graph: GraphOnServer
  trail: readonly string[]
  revision: number
  unsaved: boolean
  overlay: ReturnType<typeof createOverlay>
}

function Desk({ graph, trail, revision, unsaved, overlay }: DeskProps) {
  const editor = useEditor()
  const room = useStudioRoom()
  const ui = useUi()
  const readOnly = !useMay('graphs.edit')
  const mayPublish = useMay('graphs.publish')
  const sync = useDraftSync(editor, graph.id, revision, unsaved)
  const [adding, setAdding] = useState<Adding | null>(null)
  const [after, setAfter] = useState<{ node: string; screen: Point } | null>(null)
  const [searching, setSearching] = useState(false)
  const [publishing, setPublishing] = useState(false)
  const pointer = usePointer()
  const middle = useMiddle()
  useEffect(() => editor.setState({ readOnly }), [editor, readOnly])
  const library = useGraphLibrary(editor)
  const analysis = useAnalysisDesk(!readOnly)
  const router = useRouter()
  const open = useCallback(
    (id: string) => router.push(`/studio/${id}?from=${[...trail, graph.id].join(',')}`),
    [router, trail, graph.id],
  )
  useFindings()
  useOverlayFeed(overlay, room.slug, graph.id, ui.overlay)
  useTheirChanges(graph, sync)

  const commands = useCommands({
    onAdd: setAdding,
    onAddAfter: setAfter,
    onSearch: () => setSearching(true),
    onPublish: () => setPublishing(true),
    setMode: ui.setMode,
    pointer,
    readOnly,
  })
  useKeyboard(commands)
  const flow = useReactFlow()
  const here = useCallback(
    () => (pointer.current === null ? middle() : flow.screenToFlowPosition(pointer.current)),
    [pointer, middle, flow],
  )
  useClipboard(here, readOnly)

  const addFromPalette = (type: string) => {
    const [only, ...others] = editor.getState().selection.nodes
    // A press on the palette continues from what is selected, as Tab does; a drag says where.
    addAt(editor, type, only !== undefined && others.length === 0 ? besides(editor, only) : middle())
    showIfHidden(flow, editor)
  }
  const playing = useOverlay((o) => o.view !== null)

  return (
    <LibraryProvider value={library}>
      <AnalysisProvider value={analysis}>
        <div className={styles.workbench}>
          <Toolbar
            trail={trail.map((id) => ({ id, name: library.graphs.find((g) => g.id === id)?.name ?? '…' }))}
            ui={ui}
            readOnly={readOnly}
            mayPublish={mayPublish}
            saved={
              <>
                <SaveMark sync={sync} />
                <ConflictDialog sync={sync} graphId={graph.id} />
              </>
            }
            version={graph.latestVersion}
            playing={playing}
            onSearch={() => setSearching(true)}
            onPublish={() => setPublishing(true)}
            onTidy={() => commands.find((c) => c.id === 'tidy')?.run()}
            change={<ChangeChip graph={graph} />}
          />
          <div className={styles.body}>
            <Splitter
              name="studio.palette"
              side="left"
              label="Width of the palette"
              initial={176}
              min={144}
              max={320}
              folded={!ui.palette}
              panel={<Palette onAdd={addFromPalette} disabled={readOnly} />}
            >
              <Splitter
                name="studio.inspector"
                side="right"
                label="Width of the inspector"
                initial={336}
                min={280}
                max={560}
                folded={!ui.inspector}
                panel={<Inspector />}
              >
                <DrawerFrame open={ui.drawer} onOpen={ui.setDrawer} graph={graph} readOnly={readOnly}>
                  <CanvasMenu commands={commands}>
                    <Canvas mode={ui.mode} readOnly={readOnly} adding={adding} onAdding={setAdding} onOpen={open} />
                  </CanvasMenu>
                  <LiveStrip graph={graph} room={room.rooms.find((r) => r.slug === room.slug)?.name ?? room.slug} />
                  <WalkStrip />
                  <EmptyCanvas readOnly={readOnly} />
                  <Zoom />
                </DrawerFrame>
              </Splitter>
            </Splitter>
          </div>
          {after !== null && (
            <AddMenu
              at={after.screen}
              title="Add or name what comes next"
              among="enterable"
              existing={(typed) => existingFor(editor.graph(), after.node, typed)}
              onChoose={(node) => {
                leadTo(editor, after.node, node)
                setAfter(null)
              }}
              onClose={() => setAfter(null)}
              onAdd={(type) => {
                addBehind(editor, type, after.node)
                setAfter(null)
                showIfHidden(flow, editor)
              }}
            />
          )}
          {searching && <SearchDialog commands={commands} onClose={() => setSearching(false)} />}
          {publishing && <PublishDialog graph={graph} sync={sync} onClose={() => setPublishing(false)} />}
        </div>
      </AnalysisProvider>
    </LibraryProvider>
  )
}
