/** `2026-11-21 05:52`, in UTC as the heads say. */
export function shortTime(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
