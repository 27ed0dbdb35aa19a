/** A value as text, one property a line and keys sorted, so that a diff of two texts shows what differs. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
    getters: true,
    colors: false,
  });
}
