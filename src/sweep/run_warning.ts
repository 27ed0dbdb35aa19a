/** What answers of an endpoint came with that a person should know: what was asked for and could not be sent, mostly. */
export interface RunWarning {
  /** The endpoint's key. */
  readonly endpoint: string;
  /** For people: `Cannot send "top_k" as the provider does not take it`. */
  readonly message: string;
  /** How many answers of this session came with it. */
  readonly answers: number;
}
