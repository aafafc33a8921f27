import { SEGMENT } from '#wire/names.ts'

/** A name as it can stand in an MQTT topic: `The Alchemist’s Lab` → `the-alchemist-s-lab`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)

/** What is wrong with it, as a sentence, or null. */
export const slugProblem = (slug: string): string | null =>
  SEGMENT.test(slug) ? null : 'Use 1 to 64 of a–z, 0–9, - and _: it is part of MQTT topics.'
