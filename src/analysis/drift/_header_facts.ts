/** Headers whose values tell when, which, how much or how long: they differ in every answer. */
const VARYING =
  /^(?:age|date|etag|expires|last-modified|location|content-length|set-cookie|num_tokens|num_chars|via)$|rate-?limit|retry-after|(?:^|[-_])(?:id|ray|ms|time|trace|timing)$|-id-|trial-endpoint/;

/** The names of an answer's headers, each with its value, or with `null` where that is another one in every answer. */
export function keptHeaders(headers: { readonly [name: string]: string }): ReadonlyMap<string, string | null> {
  return new Map(
    Object.entries(headers)
      .map(([name, value]): [string, string | null] => [name, VARYING.test(name) ? null : value])
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}
