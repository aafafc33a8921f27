import type { ReloadReport } from '#wire/session-view.ts'
import styles from './publish.module.css'
import { blockedWords, factsOf } from './report-words.ts'

/** One game's report: what stays, moves, begins anew, is sent; or why it can't. */
export function ReportView(props: { report: ReloadReport; name: (id: string) => string; plays?: number }) {
  const { report, name, plays } = props
  return (
    <>
      {plays !== undefined && (
        <p className={styles.quiet}>
          Plays version {plays}
          {report.outcome === 'unchanged' && ': nothing that it depends on changes'}
        </p>
      )}
      {report.blocked.length > 0 && (
        <ul className={styles.reasons}>
          {report.blocked.map((b) => (
            <li key={`${b.node} ${b.reason}`}>{blockedWords(b, name)}</li>
          ))}
        </ul>
      )}
      <dl className={styles.facts}>
        {factsOf(report, name).map(({ label, words }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{words.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
