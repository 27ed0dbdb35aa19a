/**
 * Thrown out of a cell that is not run, as there is no use in calling its endpoint or no budget for it: it leaves no row,
 * and going on with the run makes it.
 */
export class CellLeftError extends Error {
  /** Stays the same in minified code. */
  override readonly name: string = "CellLeftError";

  /** The message is for whoever meets it where it should not be. */
  constructor(endpoint: string) {
    super(`The cell is left, as its endpoint "${endpoint}" is not called any more`);
  }
}
