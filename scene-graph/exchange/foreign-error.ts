/** Where in a foreign file something stands: a path into its JSON, or a line and column (both from 1) of its text. */
export type Place = { readonly path?: string; readonly line?: number; readonly column?: number }

/** Something that a foreign file says and the document cannot, or says in another way. The rest was taken over. */
export type Loss = Place & {
  /** Stable, as `invoke/none`. */
  readonly code: string
  readonly message: string
}

/** A foreign file that cannot be read at all. The only error that an import throws. */
export class ForeignError extends Error {
  readonly place: Place
  constructor(message: string, place: Place = {}) {
    super(message)
    this.name = 'ForeignError'
    this.place = place
  }
}

/** `3:14`, or `states.idle.on`; empty for the whole file. */
export const placeText = ({ path, line, column }: Place): string =>
  line !== undefined ? `${line}${column === undefined ? '' : `:${column}`}` : (path ?? '')

/** Collects what gets lost, each thing once. */
export class Losses {
  private readonly seen = new Set<string>()
  readonly list: Loss[] = []

  add(code: string, message: string, { path, line, column }: Place = {}): void {
    const place: Place = {
      ...(path === undefined ? {} : { path }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    }
    const key = `${code}\n${message}\n${placeText(place)}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.list.push({ code, message, ...place })
  }
}
