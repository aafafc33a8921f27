import { createSeenSet, type SeenSet } from './seen.ts'

/** Reports of a device that are remembered: more than a broker has in flight for one client. */
const WINDOW = 64

/**
 * Tells a redelivered report (QoS 1) from a new one. A redelivery has the number of an earlier report of the same
 * boot and the same bytes; a report with the number of an earlier one and other bytes is a board that counts badly,
 * and is new. What has no number is always new.
 */
export type RedeliveryFilter = {
  isRedelivered(report: { board: string; device: string; signal: string; seq: number; bytes: Uint8Array }): boolean
  /** The board booted: it counts from the start again. */
  forget(board: string): void
}

export function createRedeliveryFilter(): RedeliveryFilter {
  const boards = new Map<string, Map<string, SeenSet>>()
  return {
    isRedelivered({ board, device, signal, seq, bytes }) {
      const devices = boards.get(board) ?? new Map<string, SeenSet>()
      boards.set(board, devices)
      const seen = devices.get(device) ?? createSeenSet(WINDOW)
      devices.set(device, seen)
      const member = `${signal} ${seq} ${bytes.byteLength} ${fnv1a(bytes)}`
      if (seen.has(member)) return true
      seen.add(member)
      return false
    },
    forget(board) {
      boards.delete(board)
    },
  }
}

/** 32-bit FNV-1a: tells the payloads of one number apart, nothing more is asked of it. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  // By index: an iterator over the bytes costs more than the hash.
  for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193)
  return hash >>> 0
}
