import { startBroker } from '#platform/local/broker.ts'

/** The broker of a measurement, alone in its process. */
const broker = await startBroker()
process.stdout.write(`${JSON.stringify({ url: broker.url })}\n`)
process.on('SIGTERM', () => void broker.stop().then(() => process.exit(0)))
