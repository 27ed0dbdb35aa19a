/** A field of a form: a text that is typed, or one of some that are gone through. */
export interface FormField {
  /** What the form calls it. */
  readonly name: string;
  /** What people read. */
  readonly label: string;
  /** What there is to choose from, each with its text; absent: it is typed. */
  readonly choices?: readonly (readonly [value: string, text: string])[];
  /** Shown where nothing is typed. */
  readonly hint?: string;
}
