/** A secret value that can be used, but neither printed nor serialised. */
export interface Credential {
  /** A name to show in its place, such as `env:OPENAI_API_KEY`. */
  readonly name: string;
  /** The secret itself, for an `Authorization` header and nothing else. */
  reveal(): string;
}
