/** Options of `changedAnswers`. */
export interface ChangedAnswersOptions {
  /**
   * The columns by which calls are paired. Endpoint and parameters, as far as the frames have some value of them in common,
   * the prompt and the repeat, unless given.
   */
  readonly match?: readonly string[];
  /** What answers that say the same have in common. Without white space, capitals and punctuation unless given. */
  readonly normalize?: (text: string) => string;
}

/** Options of `countChangedAnswers`. */
export interface CountChangedAnswersOptions extends ChangedAnswersOptions {
  /** The columns whose values make a group, among those by which calls are paired. All together unless given. */
  readonly by?: string | readonly string[];
  /** How often intervals made so contain the share. 0.95 unless given. */
  readonly confidence?: number;
}
