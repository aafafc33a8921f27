'use client'

import { useQuery } from '@tanstack/react-query'
import { ScrollText, Search } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { classNames } from '#app/ui/class-names.ts'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { Input } from '#app/ui/input.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Page, PageHeader, Panel } from '#app/ui/panel.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import table from '#app/ui/table.module.css'
import styles from './audit.module.css'

const FIRST = 200
const MOST = 1_000

/** Who did what, newest first. */
export function AuditList() {
  const trpc = useTRPC()
  const [limit, setLimit] = useState(FIRST)
  const [wanted, setWanted] = useState('')
  const audit = useQuery(trpc.audit.list.queryOptions({ limit }, { placeholderData: (before) => before }))
  const needle = wanted.trim().toLowerCase()
  const shown = (audit.data ?? []).filter(({ actor, action, subject, detail }) =>
    `${actor} ${action} ${subject ?? ''} ${JSON.stringify(detail)}`.toLowerCase().includes(needle),
  )
  return (
    <Page>
      <PageHeader title="Audit" description="Who changed or moved what. Nothing here can be edited." />
      <div className={styles.filter}>
        <Input
          icon={Search}
          type="search"
          aria-label="Search the list"
          placeholder="Search by person, action or subject"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      {audit.isError ? (
        <ErrorState title="The list could not be loaded" error={audit.error} onRetry={() => void audit.refetch()} />
      ) : audit.data === undefined ? (
        <Skeleton height={400} />
      ) : audit.data.length === 0 ? (
        <EmptyState icon={ScrollText} title="Nothing was done yet">
          Every change to people, rooms, scenes and games, and every command by hand, leaves a line here.
        </EmptyState>
      ) : (
        <Panel flush>
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>When</th>
                  <th>Who</th>
                  <th>What</th>
                  <th>On</th>
                  <th>Detail</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((line) => (
                  <tr key={line.id}>
                    <td className={styles.when}>
                      <RelativeTime at={line.at} />
                    </td>
                    <td>
                      <MiddleTruncate text={line.actor} />
                    </td>
                    <td className={classNames(table.mono, styles.when)}>{line.action}</td>
                    <td>{line.subject ?? '–'}</td>
                    <td className={styles.detail} title={JSON.stringify(line.detail, null, 2)}>
                      {JSON.stringify(line.detail) === '{}' ? '–' : JSON.stringify(line.detail)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {shown.length === 0 && <p className={table.none}>No line has “{wanted}” in it.</p>}
        </Panel>
      )}
      {audit.data !== undefined && audit.data.length === limit && limit < MOST && (
        <Button className={styles.more} onClick={() => setLimit(MOST)} busy={audit.isFetching}>
          Show older
        </Button>
      )}
    </Page>
  )
}
