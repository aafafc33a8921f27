import { describe, expect, test } from 'vitest'
import { emptyDocument } from '../model/document.ts'
import { createDraftSync, type Kept, LONGEST_MS, PAUSE_MS, type SaveFailure } from './draft-sync.ts'

const doc = (name: string) => emptyDocument('g', 'scene', name)

/** A server, a browser's storage and a clock that only move when told to. */
function desk(start: { unsaved?: boolean } = {}) {
  let now = 0
  let jobs: { at: number; run: () => void }[] = []
  const asked: { base: number; name: string; answer: (a: { revision: number } | SaveFailure) => Promise<void> }[] = []
  let kept: Kept | null = null
  let storage: 'works' | 'full' = 'works'
  const sync = createDraftSync(
    { document: doc('first'), revision: 1, unsaved: start.unsaved ?? false },
    {
      save: (base, document) =>
        new Promise((resolve, reject) => {
          asked.push({
            base,
            name: document.name,
            answer: async (a) => {
              if ('revision' in a) resolve(a)
              else reject(a)
              await Promise.resolve()
              await Promise.resolve()
            },
          })
        }),
      failureOf: (error) => error as SaveFailure,
      keep: (next) => {
        if (storage === 'full' && next !== null) throw new Error('quota')
        kept = next
      },
      schedule: (after, run) => {
        const job = { at: now + after, run }
        jobs.push(job)
        return () => {
          jobs = jobs.filter((j) => j !== job)
        }
      },
    },
  )
  return {
    sync,
    asked,
    kept: () => kept,
    fill: () => {
      storage = 'full'
    },
    pass: (ms: number) => {
      const until = now + ms
      for (;;) {
        const next = jobs.toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > until) break
        jobs = jobs.filter((j) => j !== next)
        now = next.at
        next.run()
      }
      now = until
    },
  }
}

const UNREACHED: SaveFailure = { kind: 'unreached', reason: 'no network' }

describe('a draft', () => {
  test('is saved after a pause, over the revision that it was made from', async () => {
    const { sync, asked, pass } = desk()
    sync.changed(doc('a'))
    expect(sync.getState().status).toBe('unsaved')
    pass(PAUSE_MS - 1)
    sync.changed(doc('b'))
    pass(PAUSE_MS - 1)
    expect(asked).toHaveLength(0)
    pass(1)
    expect(asked.map(({ base, name }) => [base, name])).toEqual([[1, 'b']])
    expect(sync.getState().status).toBe('saving')
    await asked[0]?.answer({ revision: 2 })
    expect(sync.getState()).toMatchObject({ status: 'saved', revision: 2 })
  })

  test('is saved in the midst of editing that never pauses', () => {
    const { sync, asked, pass } = desk()
    for (let at = 0; at < LONGEST_MS; at += 100) {
      sync.changed(doc(`at ${at}`))
      pass(100)
    }
    expect(asked).toHaveLength(1)
  })

  test('changed while a save is on its way is saved again, over the new revision', async () => {
    const { sync, asked, pass } = desk()
    sync.changed(doc('a'))
    pass(PAUSE_MS)
    sync.changed(doc('b'))
    await asked[0]?.answer({ revision: 2 })
    expect(sync.getState().status).toBe('unsaved')
    pass(PAUSE_MS)
    expect(asked.map(({ base, name }) => [base, name])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
  })

  test('is kept in the browser until the server has it', async () => {
    const { sync, asked, kept, pass } = desk()
    sync.changed(doc('a'))
    pass(200)
    expect(kept()).toMatchObject({ revision: 1, document: { name: 'a' } })
    pass(PAUSE_MS)
    await asked[0]?.answer(UNREACHED)
    expect(sync.getState()).toMatchObject({ status: 'waiting', reason: 'no network' })
    expect(kept()).toMatchObject({ document: { name: 'a' } })
    pass(1_000)
    await asked[1]?.answer({ revision: 2 })
    expect(sync.getState().status).toBe('saved')
    expect(kept()).toBeNull()
  })

  test('waits longer between tries, and tries at once when the network is back', async () => {
    const { sync, asked, pass } = desk()
    sync.changed(doc('a'))
    pass(PAUSE_MS)
    await asked[0]?.answer(UNREACHED)
    pass(1_000)
    await asked[1]?.answer(UNREACHED)
    pass(1_999)
    expect(asked).toHaveLength(2)
    sync.retry()
    expect(asked).toHaveLength(3)
  })

  test('that somebody else changed is not saved over, and stays in the browser', async () => {
    const { sync, asked, kept, pass } = desk()
    sync.changed(doc('mine'))
    pass(PAUSE_MS)
    await asked[0]?.answer({ kind: 'conflict', reason: 'changed meanwhile', theirs: 7 })
    expect(sync.getState()).toMatchObject({ status: 'conflict', theirs: 7 })
    sync.changed(doc('mine, more'))
    pass(60_000)
    expect(asked).toHaveLength(1)
    expect(kept()).toMatchObject({ document: { name: 'mine, more' } })
    sync.adopt(doc('theirs'), 7)
    expect(sync.getState()).toMatchObject({ status: 'saved', revision: 7 })
    expect(kept()).toBeNull()
  })

  test('refused by the server is tried again with the next change', async () => {
    const { sync, asked, pass } = desk()
    sync.changed(doc('bad'))
    pass(PAUSE_MS)
    await asked[0]?.answer({ kind: 'refused', reason: 'too large' })
    expect(sync.getState().status).toBe('refused')
    sync.changed(doc('good'))
    pass(PAUSE_MS)
    await asked[1]?.answer({ revision: 2 })
    expect(sync.getState().status).toBe('saved')
  })

  test('taken back to what is saved needs no save', () => {
    const { sync, asked, pass } = desk()
    const first = doc('first again')
    sync.adopt(first, 3)
    sync.changed(doc('a'))
    sync.changed(first)
    expect(sync.getState().status).toBe('saved')
    pass(LONGEST_MS * 2)
    expect(asked).toHaveLength(0)
  })

  test('found in the browser is saved at once', async () => {
    const { sync, asked, pass } = desk({ unsaved: true })
    expect(sync.getState().status).toBe('unsaved')
    pass(0)
    await asked[0]?.answer({ revision: 2 })
    expect(sync.getState().status).toBe('saved')
  })

  test('says when the browser does not keep it', () => {
    const { sync, fill, pass } = desk()
    fill()
    sync.changed(doc('a'))
    pass(200)
    expect(sync.getState().kept).toBe(false)
  })

  test('is saved at once when asked, with what was changed meanwhile', async () => {
    const { sync, asked } = desk()
    sync.changed(doc('a'))
    const flushed = sync.flush()
    sync.changed(doc('b'))
    await asked[0]?.answer({ revision: 2 })
    await asked[1]?.answer({ revision: 3 })
    await flushed
    expect(sync.getState()).toMatchObject({ status: 'saved', revision: 3 })
  })
})
