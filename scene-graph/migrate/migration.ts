/** A document as JSON, before anything is known of it but its version. */
export type RawDocument = Readonly<Record<string, unknown>>

/**
 * One step of the document's format. Pure, on raw JSON: a migration imports no schema, since schemas go on changing and
 * it must do for ever what it did on its day. What it does not know it leaves as it is; the schema judges afterwards.
 */
export type Migration = {
  readonly from: number
  readonly to: number
  /** What changed, as a name: `1→2 whole-language`. */
  readonly name: string
  /** Why, and what of an older document means something else unless it is rewritten. */
  readonly why: string
  readonly up: (document: RawDocument) => RawDocument
}
