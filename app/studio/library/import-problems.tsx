import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import styles from './library.module.css'

export type ImportProblemsProps = {
  file: string
  problems: readonly { path: string; message: string }[]
  onClose: () => void
}

/** Why a file was not taken: each problem with its path inside the file. */
export function ImportProblems({ file, problems, onClose }: ImportProblemsProps) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${file} was not imported`}
      description="Nothing was made of it. Mend these and choose the file again."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <ul className={styles.problems}>
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== '' && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
