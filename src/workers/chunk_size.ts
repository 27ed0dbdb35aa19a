const FEWEST = 5;
const MOST = 500;
const CHUNKS = 100;

/**
 * How many cells one job has: enough that ten million cells make no ten million jobs, and few enough that the workers end
 * about together and a small run has work for all of them.
 */
export function chunkSize(cells: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(cells / CHUNKS)));
}
