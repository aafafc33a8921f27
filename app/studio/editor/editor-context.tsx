'use client'

import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Editor, EditorState } from './editor-store.ts'

const EditorContext = createContext<Editor | null>(null)

export const EditorProvider = EditorContext.Provider

/** The editor of the graph that this page shows. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (editor === null) throw new Error('useEditor is for components inside an EditorProvider')
  return editor
}

/** A part of the editor's state; the component is drawn again only when that part changes. */
export const useEditorState = <Part,>(select: (state: EditorState) => Part): Part => useStore(useEditor(), select)

/** The document; for components that depend on all of it. */
export const useGraph = (): SceneGraph => useEditorState((s) => s.history.present)
