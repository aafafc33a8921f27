import fc from 'fast-check'

/**
 * Property tests draw the same cases on every run, so that the same code always gives the same answer. `PROPERTY_SEED=random`
 * draws others, as whoever hunts for mistakes wants; a number (as a failure prints it) draws those of that number again.
 */
const seed = process.env.PROPERTY_SEED ?? '1'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
