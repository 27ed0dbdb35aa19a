import { UserError } from "../../base/mod.ts";
import type { EndpointKey, ModelKey, RouteAudit } from "../../spec/mod.ts";
import type { RouteChange } from "./route_change.ts";

/** What a {@linkcode NoEndpointError} tells. */
export interface NoEndpointFacts {
  /** The choice among none: what was asked for, and every endpoint that is known with all that speaks against it. */
  readonly audit: RouteAudit;
  /** The endpoint that the fewest changes let in, with them; `null`: none could be let in. */
  readonly smallest: { readonly endpoint: EndpointKey; readonly changes: readonly RouteChange[] } | null;
}

/** No endpoint of a model may be asked. It says of each why not, and the fewest changes that would let one in. */
export class NoEndpointError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "NoEndpointError";
  /** What was asked for. */
  readonly model: ModelKey;
  /** Every endpoint that is known, with all that speaks against it. */
  readonly rejected: RouteAudit["rejected"];
  /** The choice among none, for the ledger. */
  readonly audit: RouteAudit;
  /** The endpoint that the fewest changes let in, with them; `null`: none could be let in. */
  readonly smallest: NoEndpointFacts["smallest"];

  /** Made by {@linkcode planRoute}. */
  constructor({ audit, smallest }: NoEndpointFacts) {
    super(messageOf({ audit, smallest }));
    this.model = audit.model;
    this.rejected = audit.rejected;
    this.audit = audit;
    this.smallest = smallest;
  }
}

function messageOf({ audit: { model, rejected }, smallest }: NoEndpointFacts): string {
  if (rejected.length === 0) return `Cannot route ${model} as no endpoint of it is known: current value is none`;
  const lines = rejected.flatMap(({ endpoint, rejections }) => [
    `  ${endpoint}`,
    ...rejections.map(({ rule, reason, change }) => `    ${rule}: ${reason}${change === null ? "" : ` → ${change}`}`),
  ]);
  const head = rejected.length === 1
    ? `Cannot route ${model} as its one endpoint may not be asked:`
    : `Cannot route ${model} as none of its ${rejected.length} endpoints may be asked:`;
  const advice = smallest === null ? [] : [
    `The smallest change: ${smallest.changes.map(({ text }) => text).join(", and ")} (lets ${smallest.endpoint} in)`,
  ];
  return [head, ...lines, ...advice].join("\n");
}
