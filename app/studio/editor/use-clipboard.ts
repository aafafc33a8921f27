import { useEffect } from 'react'
import { toast } from '#app/ui/toast.tsx'
import { copy, fromClipboard, toClipboard } from '../model/clipboard.ts'
import { containerAt, originOf, type Point, snapPoint } from '../model/geometry.ts'
import { insertFragment, removeSelected } from './commands.ts'
import { useEditor } from './editor-context.tsx'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null

/**
 * Copy, cut and paste by the browser's own events: no permission is asked, and what is copied is JSON that any other
 * graph, file or mail can carry. `where` is the point of the canvas at which to paste.
 */
export function useClipboard(where: () => Point, readOnly: boolean): void {
  const editor = useEditor()
  useEffect(() => {
    const take = (event: ClipboardEvent): boolean => {
      const { nodes } = editor.getState().selection
      // Words that somebody marked on the page are copied as words.
      if (isTyping(event.target) || nodes.size === 0 || window.getSelection()?.isCollapsed === false) return false
      event.preventDefault()
      event.clipboardData?.setData('text/plain', toClipboard(copy(editor.graph(), nodes)))
      return true
    }
    const onCopy = (event: ClipboardEvent) => void take(event)
    const onCut = (event: ClipboardEvent) => {
      if (!readOnly && take(event)) removeSelected(editor)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (readOnly || isTyping(event.target)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      const fragment = fromClipboard(text)
      if (fragment === null) {
        if (text.trimStart().startsWith('{'))
          toast({
            state: 'attention',
            title: 'Nothing was pasted',
            detail: 'The clipboard holds JSON that is no graph.',
          })
        return
      }
      event.preventDefault()
      const point = where()
      const parentId = containerAt(editor.graph(), point)
      const origin = originOf(editor.graph(), parentId)
      const at = snapPoint({ x: point.x - origin.x, y: point.y - origin.y })
      insertFragment(editor, `paste ${fragment.nodes.length} nodes`, fragment, { at, parentId })
    }
    document.addEventListener('copy', onCopy)
    document.addEventListener('cut', onCut)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('copy', onCopy)
      document.removeEventListener('cut', onCut)
      document.removeEventListener('paste', onPaste)
    }
  }, [editor, where, readOnly])
}
