/**
 * What a chance of a cell is found by, beside its tries: the cell's id, and for later chances also how many tries there
 * were before. What is decided and drawn in one of them has nothing to do with the others.
 */
export function chanceScope(cellId: string, triesBefore: number): string {
  return triesBefore === 0 ? cellId : `${cellId}/again/${triesBefore}`;
}
