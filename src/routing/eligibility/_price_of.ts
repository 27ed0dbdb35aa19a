import type { Price } from "../../spec/mod.ts";
import type { CandidateFacts } from "./candidate_facts.ts";

/** What an endpoint charges: as it is set up, else as the catalog knows it. */
export function priceOf({ endpoint, record }: Pick<CandidateFacts, "endpoint" | "record">): Price | null {
  return endpoint.price ?? record?.price ?? null;
}
