/** An MQTT message as it came; `at` is its receipt, epoch ms. */
export type Message = { topic: string; bytes: Uint8Array; retained: boolean; at: number }

const PER_CONTROLLER = 512
const IN_ALL = 10_000
const BYTES_IN_ALL = 16 * 1024 * 1024

/**
 * Messages of a controller whose registration is under way: a board says hello and speaks on at once, before anybody
 * could have asked the database who it is. Bounded; in order per controller.
 */
export type WaitingRoom = {
  /** False when there is no room. */
  hold(controller: string, message: Message): boolean
  release(controller: string): Message[]
  /** Controllers whose oldest message came before `at`. */
  olderThan(at: number): string[]
  readonly size: number
}

export function createWaitingRoom(): WaitingRoom {
  const held = new Map<string, Message[]>()
  let size = 0
  let bytes = 0
  return {
    hold(controller, message) {
      const queue = held.get(controller) ?? []
      if (queue.length >= PER_CONTROLLER || size >= IN_ALL || bytes + message.bytes.byteLength > BYTES_IN_ALL)
        return false
      // The client reuses its read buffer's memory; what is kept needs its own.
      queue.push({ ...message, bytes: message.bytes.slice() })
      held.set(controller, queue)
      size += 1
      bytes += message.bytes.byteLength
      return true
    },
    release(controller) {
      const queue = held.get(controller) ?? []
      held.delete(controller)
      size -= queue.length
      bytes -= queue.reduce((sum, message) => sum + message.bytes.byteLength, 0)
      return queue
    },
    olderThan: (at) => [...held].filter(([, queue]) => (queue[0]?.at ?? at) < at).map(([controller]) => controller),
    get size() {
      return size
    },
  }
}
