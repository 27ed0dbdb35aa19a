/** When recordings are too old, and what is done about one that a call asks for. */
export interface ExpireOptions {
  /** The greatest age in milliseconds, from the time at which the request was recorded. Reading does not extend it. */
  readonly afterMs: number;
  /**
   * What becomes of a call whose recording is older: `warn` tells it once per tape and plays; `fail` ends the call with a
   * {@linkcode CassetteExpiredError}.
   */
  readonly expired: "warn" | "fail";
}
