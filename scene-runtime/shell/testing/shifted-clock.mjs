// Preloaded into a process of ours (`node --import`): its clock jumps by what the file CLOCK_OFFSET_FILE says, ms, at
// every SIGUSR2. Timers go by the machine's monotonic clock and do not jump, as in a real one.
import { readFileSync } from 'node:fs'

const real = Date.now
let offset = 0
const RealDate = Date
globalThis.Date = class extends RealDate {
  /** @param {...any} given */
  constructor(...given) {
    if (given.length === 0) super(real() + offset)
    else super(.../** @type {[any]} */ (given))
  }
  static now() {
    return real() + offset
  }
}
process.on('SIGUSR2', () => {
  offset = Number(readFileSync(process.env.CLOCK_OFFSET_FILE ?? '', 'utf8'))
})
