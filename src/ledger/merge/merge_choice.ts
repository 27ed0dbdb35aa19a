/** Which of two contents of one key is taken: none (the merge is refused), or the newer one. */
export interface MergeChoice {
  /** Absent: a conflict is an error that names the key. */
  readonly prefer?: "newest" | undefined;
}
