/** The address of a run's cell, or of something of it; without a number, of the list of cells. */
export function cellLink(runId: string, index: number | null = null, rest = ""): string {
  return `/runs/${encodeURIComponent(runId)}/cells${index === null ? "" : `/${index}`}${rest}`;
}
