/** How every assertion ends its sentence: with the caller's own words, if there are any. */
export function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}
