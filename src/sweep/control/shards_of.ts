import type { RunRecord } from "../../spec/mod.ts";

/** In how many shards a run was begun; `null`: it is run as a whole. */
export function shardsOf({ manifest: { shards } }: RunRecord): number | null {
  return typeof shards === "number" ? shards : null;
}
