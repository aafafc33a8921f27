import { readConfig } from '#platform/config.ts'
import { messageOf } from '#platform/log.ts'
import { banner } from './banner.ts'
import { publicUrl } from './environment.ts'
import { type Studio, startStudio } from './studio.ts'

/** Ctrl-C reaches us from the terminal and again from npm, which hands it on: one press, two signals. */
const ONE_PRESS_MS = 500

/**
 * The whole studio on one machine: `npm start`. `--dev` serves the app from its sources and takes lines
 * `restart NAME` on its IPC channel. Exit code 0 after a stop that was asked for, 1 when it could not start.
 */
async function main(): Promise<void> {
  const begun = performance.now()
  const dev = process.argv.includes('--dev')
  let studio: Studio | undefined
  let asked = 0 // when a stop was first asked for
  const stop = async () => {
    const now = performance.now()
    if (asked > 0 && now - asked < ONE_PRESS_MS) return
    if (asked > 0 || studio === undefined) process.exit(130) // what we started ends with us
    asked = now
    console.log('stopping…  (once more to force)')
    await studio.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  if (process.connected) process.on('disconnect', () => void stop())
  if (process.env.npm_lifecycle_event !== undefined) whenParentEnds(() => void stop())
  try {
    const config = readConfig()
    studio = await startStudio({ config, env: process.env, dev, print: (text) => console.error(text) })
    const running = studio
    console.log(
      banner({
        url: publicUrl(config, process.env, running.ports.app),
        mqttUrl: running.addresses.mqttUrl.replace(/\/\/.*@/, '//'),
        account: running.dataDir.account,
        mqttLogin: running.mqttLogin,
        dataDir: running.dataDir.path,
        logs: running.logs,
        seconds: (performance.now() - begun) / 1000,
        notes: running.notes,
      }),
    )
    process.on('message', (message: unknown) => {
      if (
        typeof message === 'object' &&
        message !== null &&
        'restart' in message &&
        typeof message.restart === 'string'
      )
        running.restart(message.restart).catch((error: unknown) => console.error(messageOf(error)))
    })
    process.send?.({ ready: true })
  } catch (error) {
    const more = process.env.LOG_LEVEL === 'debug' && error instanceof Error ? `\n${error.stack}` : ''
    console.error(`\nThe studio did not start.\n${messageOf(error)}${more}\n`)
    process.exit(1)
  }
}

/** npm that was killed can't hand on its signal. */
function whenParentEnds(act: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 1000)
  watch.unref()
}

await main()
