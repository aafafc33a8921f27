import { describe, expect, it } from 'vitest'
import { eventAt, inPayload, viewOf } from '#app/live/testing.ts'
import { graphNames, NO_NAMES } from './graph-names.ts'
import { journalEntries, timelineEntry } from './timeline.ts'

const names = graphNames({
  schemaVersion: 1,
  id: 'g',
  kind: 'scene',
  name: 'Test',
  nodes: [
    { id: 'hall', type: 'group', data: { name: 'The hall' } },
    { id: 'dark', type: 'state', parentId: 'hall', data: { name: 'In the dark' } },
    { id: 'lit', type: 'state', parentId: 'hall', data: {} },
  ],
  edges: [
    { id: 'e1', source: 'dark', target: 'lit', trigger: { type: 'operator', action: 'light', label: 'Light up' } },
  ],
})

describe('graphNames', () => {
  it('calls parts by their names, and nameless ones by their type', () => {
    expect(names.node('dark')).toBe('In the dark')
    expect(names.node('lit')).toBe('State')
    expect(names.path('dark')).toEqual(['The hall'])
    expect(names.edge('e1')).toBe('GM: Light up')
  })

  it('shows ids where the document cannot be read', () => {
    expect(graphNames({ nonsense: true })).toBe(NO_NAMES)
    expect(names.node('of-another-version')).toBe('of-another-version')
  })
})

describe('timelineEntry', () => {
  it('says what was reached, and why', () => {
    const payload = { ...inPayload(viewOf()), cause: {}, fired: ['e1'], entered: ['lit'], exited: ['dark'] }
    expect(timelineEntry(eventAt(1, 'scene_advanced', { payload }), names)).toMatchObject({
      state: 'active',
      text: 'State',
      detail: 'GM: Light up',
    })
  })

  it('tells people from the scene itself', () => {
    const command = eventAt(1, 'device_command', {
      controller_id: 'subpanel',
      device_id: 'door',
      payload: { command: 'unlock' },
    })
    expect(timelineEntry(command, names)).toMatchObject({ text: 'subpanel / door: unlock', minor: true })
    const action = eventAt(2, 'gm_action', {
      payload: { session_id: 's1', by: 'Mara', action: { command: 'operator', action: 'light', node: 'dark' } },
    })
    const entry = timelineEntry(action, names)
    expect(entry?.text).toBe('Mara: “Light up”')
    expect(entry?.minor).toBeUndefined()
  })

  it('leaves out commands that worked, and tells of those that did not', () => {
    const ack = (outcome: string) =>
      eventAt(1, 'device_command_acknowledged', {
        controller_id: 'subpanel',
        device_id: 'door',
        payload: { command_id: 'c', outcome, reason: 'too hot' },
      })
    expect(timelineEntry(ack('applied'), names)).toBeNull()
    expect(timelineEntry(ack('rejected'), names)).toMatchObject({ state: 'failed', detail: 'too hot' })
  })

  it('reads older lines from the journal, newest first, and takes no record that it does not know', () => {
    const step = (seq: number, entered: string[]) => ({ seq, at: seq * 1_000, entered, fired: [], effects: [] })
    const record = { v: 1, kind: 'inputs', steps: [step(1, ['dark']), step(2, []), step(3, ['lit'])] }
    expect(journalEntries({ entryId: '5-0', record }, names)).toMatchObject([
      { id: '5-0/3', at: 3_000, text: 'State' },
      { id: '5-0/1', at: 1_000, text: 'In the dark' },
    ])
    expect(journalEntries({ entryId: '5-0', record: { v: 9 } }, names)).toEqual([])
    const item = { type: 'input', stream: '1-0', by: 'Mara', input: { type: 'override', at: 3_000, node: 'dark' } }
    const asked = {
      ...record,
      items: [
        { ...item, reason: 'it is jammed' },
        { type: 'advance', to: 1 },
      ],
    }
    expect(journalEntries({ entryId: '5-0', record: asked }, names)).toMatchObject([
      { text: 'State' },
      { at: 3_000, text: 'Mara: overrode In the dark: it counts as solved', detail: 'it is jammed' },
      { text: 'In the dark' },
    ])
  })

  it('tells of puzzles and hints as people do, and of light and sound as what the scene does by itself', () => {
    const said = (type: Parameters<typeof eventAt>[1], payload: Parameters<typeof eventAt>[2] = {}) => {
      const entry = timelineEntry(eventAt(1, type, payload), names)
      return [entry?.text, entry?.detail, entry?.minor]
    }
    const ended = { payload: { node: 'dark', name: 'Dials', duration_ms: 65_000 } }
    expect(said('puzzle_solved', ended)).toEqual(['Dials is solved', 'after 1:05', undefined])
    const hint = { text: 'Look up', screen: 'main', counts: false }
    expect(said('hint_sent', { payload: hint })).toEqual(['Hint on main: “Look up”', 'does not count', undefined])
    const light = { role: 'lamp', level: 0.5, color: '#ff0000', fade_ms: 0 }
    expect(said('light_cued', { payload: light })).toEqual(['Light lamp 50 % #ff0000', undefined, true])
    expect(said('media_cued', { payload: { op: 'play' } })).toEqual([undefined, undefined, undefined])
  })

  it('gives and takes time in words', () => {
    const adjust = (by_ms: number) =>
      timelineEntry(
        eventAt(1, 'gm_action', {
          payload: { session_id: 's1', by: 'Mara', action: { command: 'adjust_timer', timer: 't', by_ms } },
        }),
        names,
      )?.text
    expect(adjust(60_000)).toBe('Mara: gave 60 s to “t”')
    expect(adjust(-10_000)).toBe('Mara: took 10 s from “t”')
  })
})
