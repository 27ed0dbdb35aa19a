/** A value that is a credential by its looks, or by the place where it stands. */
export interface DetectedSecret {
  /** The shape's name, or what the place is called: `field api_key`, `userinfo`. */
  readonly name: string;
  /** The credential itself. */
  readonly value: string;
}
