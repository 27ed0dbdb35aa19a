const RUN_ID = /^[A-Za-z0-9][\w.-]{0,99}$/;

/**
 * Whether a text can be a run's id: letters, digits, dots, dashes and underscores, 100 at the most. As files and folders
 * are named by it, one of a ledger that came from elsewhere must be looked at too.
 */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}
