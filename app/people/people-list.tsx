'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus, UserX } from 'lucide-react'
import { useState } from 'react'
import type { Person } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { ErrorState } from '#app/ui/empty-state.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { HoldButton } from '#app/ui/hold-button.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Page, PageHeader, Panel } from '#app/ui/panel.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Select } from '#app/ui/select.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { Badge } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import { toast } from '#app/ui/toast.tsx'
import { NewPersonDialog } from './new-person-dialog.tsx'
import styles from './people.module.css'
import { ROLES } from './roles.ts'

/** Who may do what in this tenant. */
export function PeopleList() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const people = useQuery(trpc.people.list.queryOptions())
  const mayEdit = useMay('people.edit')
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Person | null>(null)
  const refresh = () => queryClient.invalidateQueries(trpc.people.pathFilter())
  const setRole = useMutation(
    trpc.people.setRole.mutationOptions({
      onError: (error) => toast({ state: 'failed', title: 'The role stays', detail: errorSentence(error) }),
      onSettled: refresh,
    }),
  )
  const remove = useMutation(
    trpc.people.remove.mutationOptions({
      onSuccess: () => setLeaving(null),
      onError: (error) => toast({ state: 'failed', title: 'Nobody was removed', detail: errorSentence(error) }),
      onSettled: refresh,
    }),
  )
  return (
    <Page>
      <PageHeader
        title="People"
        description="Who works here, and what each may do. A role counts at once, also where somebody is signed in."
        actions={
          mayEdit && (
            <Button variant="primary" icon={UserPlus} onClick={() => setAdding(true)}>
              Add a person
            </Button>
          )
        }
      />
      {people.isError ? (
        <ErrorState title="The people could not be loaded" error={people.error} onRetry={() => void people.refetch()} />
      ) : people.data === undefined ? (
        <Skeleton height={200} />
      ) : (
        <Panel flush>
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>Name</th>
                  <th>E-mail</th>
                  <th>Role</th>
                  <th>Since</th>
                  <th aria-label="Actions" />
                </tr>
              </thead>
              <tbody>
                {people.data.map((person) => (
                  <tr key={person.id}>
                    <td>
                      <span className={styles.name}>
                        <MiddleTruncate text={person.name} />
                        {person.you && <Badge>you</Badge>}
                      </span>
                    </td>
                    <td>
                      <MiddleTruncate text={person.email} />
                    </td>
                    <td className={styles.role}>
                      <Select
                        size="sm"
                        aria-label={`Role of ${person.name}`}
                        value={
                          setRole.isPending && setRole.variables.id === person.id ? setRole.variables.role : person.role
                        }
                        onChange={(role) => setRole.mutate({ id: person.id, role })}
                        disabled={!mayEdit}
                        options={ROLES}
                      />
                    </td>
                    <td>
                      <RelativeTime at={person.since} />
                    </td>
                    <td className={table.number}>
                      {mayEdit && (
                        <Button size="sm" variant="quiet" icon={UserX} onClick={() => setLeaving(person)}>
                          Remove
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      <dl className={styles.legend}>
        {ROLES.map(({ value, label, may }) => (
          <div key={value}>
            <dt>{label}</dt>
            <dd>{may}</dd>
          </div>
        ))}
      </dl>
      {adding && <NewPersonDialog onClose={() => setAdding(false)} />}
      <Dialog
        open={leaving !== null}
        onOpenChange={(open) => {
          if (!open) setLeaving(null)
        }}
        size="sm"
        title={`Remove ${leaving?.name ?? ''}`}
        description="They lose their place here at once. What they did stays in the audit list."
        footer={
          <>
            <Button onClick={() => setLeaving(null)}>Cancel</Button>
            <HoldButton
              busy={remove.isPending}
              onHold={() => {
                if (leaving !== null) remove.mutate({ id: leaving.id })
              }}
            >
              Hold to remove
            </HoldButton>
          </>
        }
      />
    </Page>
  )
}
