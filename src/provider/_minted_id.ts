/** The id of a call that its provider gave none, from its place: `call_0`. */
export function mintedId(place: number): string {
  return `call_${place}`;
}

/** Whether an id looks like one that was made here: the provider that gave none is not sent it. */
export function isMintedId(id: string): boolean {
  return /^call_\d{1,9}$/.test(id);
}
