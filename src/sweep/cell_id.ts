import { canonicalJson, taggedHash } from "../base/mod.ts";
import type { ChatRequest, Endpoint, JsonValue, SampleScript } from "../spec/mod.ts";

/** What a cell's id is made from. */
export interface CellIdSource {
  /** Who is asked, in which wire format, for which model. */
  readonly endpoint: Pick<Endpoint, "key" | "wire" | "wireModel" | "routing">;
  /** What is asked. */
  readonly request: ChatRequest;
  /** From 1. */
  readonly repeat: number;
  /** From 1: which of the samples with these very messages it is. 1 unless given. */
  readonly twin?: number;
  /** What is said after the first answer; nothing unless given. */
  readonly script?: SampleScript | undefined;
}

/**
 * The id of a cell, derived from what will be sent: the endpoint and its model, the rendered messages, the resolved
 * parameters, and the repeat. Names, prices, scorers and the place in the grid are not in it.
 */
export function cellId({ endpoint, request, repeat, twin = 1, script }: CellIdSource): string {
  const said = script === undefined ? request.messages : { messages: request.messages, script };
  return taggedHash(
    "cell",
    canonicalJson({
      endpoint: endpoint.key,
      repeat,
      request: { ...request, messages: taggedHash("messages", said as unknown as JsonValue) },
      ...(endpoint.routing === undefined ? {} : { routing: endpoint.routing }),
      ...(twin === 1 ? {} : { twin }),
      wire: endpoint.wire,
      wireModel: endpoint.wireModel,
      // A request is as good as JSON; its type only says more.
    } as unknown as JsonValue),
  );
}
