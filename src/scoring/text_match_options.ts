/** What does not count when texts are compared. */
export interface TextMatchOptions {
  /** Whether capitals are the same as small letters. `false` unless given. */
  readonly ignoreCase?: boolean;
  /** Whether blanks at both ends are left out. `true` unless given. */
  readonly trim?: boolean;
  /** Whether punctuation is left out, but for that within numbers, and runs of blanks are one. `false` unless given. */
  readonly ignorePunctuation?: boolean;
}
