/** The address of a run, or of something in it. Names of runs are anybody's, so they stand in it escaped. */
export function runLink(runId: string, part = "", query: { readonly [name: string]: string } = {}): string {
  const params = new URLSearchParams(query);
  return `/runs/${encodeURIComponent(runId)}${part}${params.size === 0 ? "" : `?${params}`}`;
}
