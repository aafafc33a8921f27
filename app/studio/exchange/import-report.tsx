import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { type Loss, placeText } from '#scene-graph/exchange/foreign-error.ts'
import type { Problem } from './formats.ts'
import styles from './import-report.module.css'

export type ImportProblemsProps = { file: string; problems: readonly Problem[]; onClose: () => void }

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
      <Lines lines={problems.map(({ path, message }) => ({ where: path, message }))} />
    </Dialog>
  )
}

export type LossesProps = {
  file: string
  lost: readonly Loss[]
  busy: boolean
  onTake: () => void
  onClose: () => void
}

/** What a machine of another tool says and a document cannot, before it is taken. */
export function Losses({ file, lost, busy, onTake, onClose }: LossesProps) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${file}: not all of it can be carried over`}
      description="The rest was read. This is left out, or said in another way:"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} onClick={onTake}>
            Take the rest
          </Button>
        </>
      }
    >
      <Lines lines={lost.map((loss) => ({ where: placeText(loss), message: loss.message }))} />
    </Dialog>
  )
}

const Lines = ({ lines }: { lines: readonly { where: string; message: string }[] }) => (
  <ul className={styles.lines}>
    {lines.map(({ where, message }) => (
      <li key={`${where} ${message}`}>
        {where !== '' && <code>{where}</code>} {message}
      </li>
    ))}
  </ul>
)
