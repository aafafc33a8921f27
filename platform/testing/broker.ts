import { type Broker, startBroker } from '../local/broker.ts'

/** A broker of this test's own, on a free port. */
export const startTestBroker = (): Promise<Broker> => startBroker()
