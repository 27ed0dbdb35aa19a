/** A call was not made, as its run makes no more of them. Nothing is wrong: its cell is made when the run is gone on with. */
export class RunEndingError extends Error {
  override name = "RunEndingError";

  /** Without a stack of its own worth reading: it says where a run ended, not where something failed. */
  constructor() {
    super("Cannot make the call as the run is ending");
  }
}
