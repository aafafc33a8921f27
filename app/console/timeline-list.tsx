'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { exactTime, timeOfDay } from '#app/ui/format-time.ts'
import { Panel } from '#app/ui/panel.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import { useStored } from '#app/ui/use-stored.ts'
import type { PublishedEvent } from '#wire/domain-event.ts'
import type { SessionView } from '#wire/session-view.ts'
import type { GraphNames } from './graph-names.ts'
import { journalEntries, type TimelineEntry, timelineEntry } from './timeline.ts'
import styles from './timeline-list.module.css'

type Which = 'story' | 'all'
const isWhich = (value: unknown): value is Which => value === 'story' || value === 'all'

const FIRST = 14
const MORE = 50

export type TimelineProps = { events: readonly PublishedEvent[]; names: GraphNames; view: SessionView | null }

/** The game's story, newest first. */
export function Timeline({ events, names, view }: TimelineProps) {
  const [most, setMost] = useState(FIRST)
  const [which, setWhich] = useStored<Which>('console.timeline', 'story', isWhich)
  const older = useOlderStory(events, names, view)
  const entries = useMemo(
    () =>
      [...events.flatMap((event) => timelineEntry(event, names) ?? []), ...older].filter(
        (entry) => which === 'all' || entry.minor === undefined,
      ),
    [events, names, older, which],
  )
  return (
    <Panel
      title="Timeline"
      flush
      actions={
        <Segmented
          label="What the timeline tells"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'story', label: 'Story' },
            { value: 'all', label: 'With commands' },
          ]}
        />
      }
    >
      {entries.length === 0 ? (
        <p className={styles.none}>Nothing happened in the last minutes.</p>
      ) : (
        <ol className={styles.list}>
          {entries.slice(0, most).map((entry) => (
            <li key={entry.id} className={styles.entry} data-minor={entry.minor}>
              <time className={styles.time} title={exactTime(entry.at)}>
                {timeOfDay(entry.at, 'medium')}
              </time>
              <StatusIcon state={entry.state} label={entry.state} className={styles.icon ?? ''} />
              <p className={styles.text}>
                {entry.text}
                {entry.detail !== undefined && (
                  <span className={styles.detail} title={entry.detail}>
                    {entry.detail}
                  </span>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
      {entries.length > most && (
        <Button variant="quiet" className={styles.more} onClick={() => setMost(most + MORE)}>
          Show older
        </Button>
      )}
    </Panel>
  )
}

const NOTHING: TimelineEntry[] = []

/** What happened in this game before the first event that this page has heard, from its journal. */
function useOlderStory(
  events: readonly PublishedEvent[],
  names: GraphNames,
  view: SessionView | null,
): readonly TimelineEntry[] {
  const trpc = useTRPC()
  const oldest = events.at(-1)
  const since = oldest === undefined ? Number.POSITIVE_INFINITY : Date.parse(oldest.timestamp)
  const missing = view !== null && view.started_at < since
  const journal = useQuery(
    trpc.sessions.journal.queryOptions(
      { session: view?.session_id ?? '', limit: 1_000 },
      { enabled: missing, staleTime: 60_000 },
    ),
  )
  return useMemo(() => {
    if (!missing || journal.data === undefined) return NOTHING
    return journal.data
      .toReversed()
      .flatMap((entry) => journalEntries(entry, names))
      .filter((entry) => entry.at < since)
  }, [journal.data, missing, names, since])
}
