import { describe, expect, it } from 'vitest'
import type { EmergencyPress } from '#wire/emergency.ts'
import type { CommandDeclaration } from '#wire/messages/capabilities.ts'
import type { KnownController, KnownDevice } from '../registry.ts'
import { ANSWER_WITHIN_MS, createStopBook } from './stop-book.ts'

const ROOM = { tenant_id: 'paragon', room_id: 'clockwork' }
const device = (device_id: string, kind: string, ...commands: string[]): KnownDevice => ({
  device_id,
  kind,
  signals: new Map(),
  commands: new Map(commands.map((name): [string, CommandDeclaration] => [name, { params: {} }])),
  limits: {},
})
const board = (controller_id: string, ...devices: KnownDevice[]): KnownController => ({
  board: { ...ROOM, controller_id },
  bootId: 'b1',
  heartbeatIntervalMs: 5_000,
  devices: new Map(devices.map((one) => [one.device_id, one])),
})
const DOORS = board('doors', device('exit', 'maglock', 'lock', 'unlock'), device('lamp', 'light', 'on', 'off'))
const AUDIO = board('audio', device('cues', 'audio', 'play', 'stop'))
const BOARDS = [DOORS, AUDIO]

const press = (level: 1 | 2 | 3, stop_id = 's1'): EmergencyPress & { room_id: string } => ({
  stop_id,
  ...ROOM,
  level,
  cause: 'smoke',
  by: 'Mara',
  actor: 'mara@x.example',
})
const clearing = { ...ROOM, reason: 'looked at', by: 'Mara', actor: 'mara@x.example' }
const ack = (command_id: string, outcome: 'applied' | 'rejected' | 'duplicate' = 'applied') => ({
  v: 1 as const,
  command_id,
  outcome,
})
const on = (controller_id: string, device_id = 'emergency') => ({ ...ROOM, controller_id, device_id })
const nobodyParted = () => false

describe('a stop', () => {
  it('tells every board, as a whole and by device, in the order of levels', () => {
    const book = createStopBook()
    const { tell, fresh, record } = book.press(press(2), BOARDS, 1_000)
    expect(fresh).toBe(true)
    expect(record).toMatchObject({ level: 2, at: 1_000, cleared: null })
    expect(tell.map((t) => [t.board.controller_id, t.say, t.commandId])).toEqual([
      ['doors', 'stop', 's1.2'],
      ['audio', 'stop', 's1.2'],
    ])
    expect(tell[0]?.commands.map((c) => [c.device, c.measure.command, c.commandId])).toEqual([
      ['lamp', 'on', 's1.2.lamp.on'],
      ['exit', 'unlock', 's1.2.exit.unlock'],
    ])
    expect(book.stopped(ROOM)).toBe(record)
  })

  it('only rises; pressed again it tells those who have not answered', () => {
    const book = createStopBook()
    book.press(press(1), BOARDS, 0)
    expect(book.acknowledged(on('audio'), ack('s1.1'), 5)).toEqual({ matched: true, changed: true })
    const again = book.press(press(1, 's2'), BOARDS, 10)
    expect(again.fresh).toBe(false)
    expect(again.record.stop_id).toBe('s1')
    expect(again.tell.map((t) => t.board.controller_id)).toEqual(['doors'])
    const higher = book.press(press(3, 's3'), BOARDS, 20)
    expect(higher.record).toMatchObject({ stop_id: 's1', level: 3 })
    expect(higher.tell).toHaveLength(2)
    expect(book.press(press(1, 's4'), BOARDS, 30).record.level).toBe(3)
  })

  it('counts a board as done by its own word, or by that of each of its devices', () => {
    const book = createStopBook()
    book.press(press(2), BOARDS, 0)
    book.acknowledged(on('audio'), ack('s1.2'), 40)
    book.acknowledged(on('doors', 'lamp'), ack('s1.2.lamp.on'), 50)
    const standing = () =>
      book.report(ROOM, 60, nobodyParted)?.boards.map((b) => [b.controller_id, b.standing, b.after_ms])
    expect(standing()).toEqual([
      ['audio', 'acknowledged', 40],
      ['doors', 'waiting', undefined],
    ])
    book.acknowledged(on('doors', 'exit'), ack('s1.2.exit.unlock', 'duplicate'), 55)
    expect(standing()?.[1]).toEqual(['doors', 'acknowledged', 55])
  })

  it('names who is missing, who refused and who is gone', () => {
    const book = createStopBook()
    book.press(press(2), [...BOARDS, board('gone')], 0)
    book.acknowledged(on('doors', 'exit'), { ...ack('s1.2.exit.unlock', 'rejected'), reason: 'jammed' }, 9)
    const report = book.report(ROOM, ANSWER_WITHIN_MS, (controller) => controller === 'gone')
    expect(report?.boards.map((b) => [b.controller_id, b.standing])).toEqual([
      ['audio', 'missing'],
      ['doors', 'refused'],
      ['gone', 'offline'],
    ])
  })

  it('takes no foreign acknowledgement for its own', () => {
    const book = createStopBook()
    book.press(press(2), BOARDS, 0)
    expect(book.acknowledged(on('doors', 'exit'), ack('game.12.0'), 1).matched).toBe(false)
    expect(book.acknowledged(on('audio', 'cues'), ack('s1.2.exit.unlock'), 1).changed).toBe(false)
    expect(book.acknowledged(on('doors'), ack('s1.1'), 1).changed).toBe(false)
    expect(book.acknowledged(on('nobody'), ack('s1.2'), 1).changed).toBe(false)
  })

  it('is told again with growing pauses until it is answered, and to a board that comes back', () => {
    const book = createStopBook()
    book.press(press(2), BOARDS, 0)
    book.acknowledged(on('audio'), ack('s1.2'), 10)
    const told: number[] = []
    for (let now = 0; now <= 20_000; now += 100) if (book.due(() => BOARDS, now).length > 0) told.push(now)
    expect(told).toEqual([500, 1_500, 3_500, 7_500, 12_500, 17_500])
    const back = book.arrived(AUDIO, 21_000)
    expect(back).toMatchObject({ say: 'stop', commandId: 's1.2' })
    expect(book.report(ROOM, 21_000, nobodyParted)?.boards[0]?.standing).toBe('waiting')
  })
})

describe('its end', () => {
  it('is told to every board, and to one that comes back within a day', () => {
    const book = createStopBook()
    expect(book.clear(clearing, BOARDS, 0)).toBeUndefined()
    book.press(press(2), BOARDS, 0)
    const change = book.clear(clearing, BOARDS, 60_000)
    expect(change?.tell.map((t) => [t.say, t.commandId, t.commands.length])).toEqual([
      ['clear', 's1.clear', 0],
      ['clear', 's1.clear', 0],
    ])
    expect(book.stopped(ROOM)).toBeUndefined()
    expect(book.clear(clearing, BOARDS, 61_000)).toBeUndefined()
    expect(book.arrived(DOORS, 70_000)?.say).toBe('clear')
    expect(book.arrived(DOORS, 60_000 + 25 * 3_600_000)).toBeUndefined()
    expect(book.due(() => BOARDS, 100_000)).toEqual([])
  })

  it('an answer to the stop is none to its end', () => {
    const book = createStopBook()
    book.press(press(2), BOARDS, 0)
    book.clear(clearing, BOARDS, 100)
    expect(book.acknowledged(on('audio'), ack('s1.2'), 110).changed).toBe(false)
    expect(book.acknowledged(on('audio'), ack('s1.clear'), 120).changed).toBe(true)
  })

  it('a stop after it is a new one', () => {
    const book = createStopBook()
    book.press(press(3), BOARDS, 0)
    book.clear(clearing, BOARDS, 10)
    expect(book.press(press(1, 's2'), BOARDS, 20).record).toMatchObject({ stop_id: 's2', level: 1, cleared: null })
  })
})

describe('after a restart', () => {
  it('the newest of what is stored counts, and boards are told anew', () => {
    const before = createStopBook()
    const { record } = before.press(press(2), BOARDS, 1_000)
    const after = createStopBook()
    expect(after.restore(record)).toBe(true)
    expect(after.restore({ ...record, at: 999 })).toBe(false)
    expect(after.stopped(ROOM)?.level).toBe(2)
    expect(after.due(() => BOARDS, 5_000).map((t) => t.commandId)).toEqual(['s1.2', 's1.2'])
    expect(after.restore({ ...record, cleared: { by: 'M', actor: 'm', reason: 'r', at: 2_000 } })).toBe(true)
    expect(after.stopped(ROOM)).toBeUndefined()
  })
})
