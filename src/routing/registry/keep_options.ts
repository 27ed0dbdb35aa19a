/** Whether a change of what is preferred is kept. */
export interface KeepOptions {
  /** Write it into the configuration's file too, with all that stands there left as it is; no unless given. */
  readonly save?: boolean;
}
