/** Characters of the source, from the start; `end` is the first one after. */
export type Place = { readonly start: number; readonly end: number }

/** What is wrong with an expression, where it was found; `compileExpression` turns it into its answer. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly place: Place,
  ) {
    super(message)
  }
}
