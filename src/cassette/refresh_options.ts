/** What mode `refresh` records anew. What any of these names is named; the rest is played, or recorded where it is missing. */
export interface RefreshOptions {
  /** Keys, or how they begin: `key_7VnQJ8`. */
  readonly keys?: readonly string[];
  /** The names of endpoints, all of whose recordings are meant: `gpt-4o@openai`. */
  readonly endpoints?: readonly string[];
  /** Recordings that are older than this, in milliseconds. */
  readonly olderThanMs?: number;
  /** Recorded failures of the transport, answers that were not kept, and answers with a status of 400 or more. */
  readonly failures?: boolean;
}
