import path from 'node:path'
import { launch, makePlace, ready, removePlace, stop } from './launch.ts'

/**
 * Starts the whole product as a person does, on free ports, in a data folder of its own, with the demo room. Tests
 * find it by `e2e/support/studio.ts`. With STUDIO_URL set, the studio that runs there is used instead.
 */
export default async function startStudio(): Promise<() => Promise<void>> {
  if (process.env.STUDIO_URL) return () => Promise.resolve()
  const place = await makePlace()
  const running = launch(place)
  const end = async () => {
    await stop(running)
    await removePlace(place)
  }
  try {
    await ready(running)
  } catch (error) {
    await end()
    throw error
  }
  const { ports } = place
  process.env.STUDIO_URL = place.url
  process.env.STUDIO_API_URL = `http://127.0.0.1:${ports.api}`
  process.env.STUDIO_REALTIME_URL = `ws://127.0.0.1:${ports.realtime}`
  process.env.STUDIO_MQTT_URL = `mqtt://127.0.0.1:${ports.mqtt}`
  process.env.STUDIO_DEMO_URL = `http://127.0.0.1:${ports.demo}`
  process.env.STUDIO_LOGS = path.join(place.dataDir, 'logs')
  return end
}
