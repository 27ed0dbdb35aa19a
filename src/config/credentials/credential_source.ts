/** Where a key is to be had: exactly one of the three. The key itself never stands here. */
export interface CredentialSource {
  /** The name of an environment variable: `OPENAI_WORK_KEY`. */
  readonly env?: string | undefined;
  /** A file that only its owner may read: `~/.keys/openai`, or an absolute path. */
  readonly file?: string | undefined;
  /** A program and its arguments, run without a shell: `["op", "read", "op://…"]`. */
  readonly command?: readonly string[] | undefined;
  /** In the user's own file: servers beside its provider's own that it may be sent to: `["https://gateway.example"]`. */
  readonly hosts?: readonly string[] | undefined;
}
