import type { CassetteHeader, DecisionRecord, Interaction, TapeRecord } from "../interaction.ts";

const HEADER = ["tapedeck", "created", "recorder", "redaction", "ignore", "matcher"];
const FRONT = ["key", "replaces", "kind", "scope", "name", "run", "endpoint", "at", "caller", "bound"];
const INTERACTION = [...FRONT, "request", "response", "failure", "unrecordable", "answered"];
const DECISION = [...FRONT, "choice", "reason"];
const REQUEST = ["method", "url", "headers", "body"];
const RESPONSE = ["status", "statusText", "url", "headers", "headersMs", "cuts", "bytes", "reconstructed", "body"];
const FAILURE = ["kind", "message", "atMs"];
const CALLER = ["cell", "try", "queueMs", "retryWaitMs", "inFlight"];
const ANSWERED = ["status", "latencyMs", "usage", "reportedCostUsd"];

/** A header as the one line that this content has. */
export function canonicalHeader(header: CassetteHeader): string {
  return JSON.stringify(inOrder(header, HEADER));
}

/**
 * A record as the one line that this content has: fields in the order in which Tapedeck writes them, headers and bound
 * ids by name, no white space. Bodies keep their order, which is part of their bytes.
 */
export function canonicalLine(record: TapeRecord): string {
  return JSON.stringify(
    record.kind === "http" ? interactionInOrder(record) : inOrder<DecisionRecord>(record, DECISION),
  );
}

/** The same without the mark that what stands above no longer counts, for a file in which nothing does. */
export function settledLine(record: TapeRecord): string {
  const { replaces: _replaces, ...settled } = record;
  return canonicalLine(settled as TapeRecord);
}

function interactionInOrder(record: Interaction): Interaction {
  const { caller, bound, request, response, failure, answered } = record;
  return inOrder({
    ...record,
    ...(caller === undefined ? {} : { caller: inOrder(caller, CALLER) }),
    ...(bound === undefined ? {} : { bound: byName(bound) }),
    request: inOrder({ ...request, headers: byName(request.headers) }, REQUEST),
    ...(response === undefined
      ? {}
      : { response: inOrder({ ...response, headers: byName(response.headers) }, RESPONSE) }),
    ...(failure === undefined ? {} : { failure: inOrder(failure, FAILURE) }),
    ...(answered === undefined ? {} : { answered: inOrder(answered, ANSWERED) }),
  }, INTERACTION);
}

function inOrder<T extends object>(value: T, names: readonly string[]): T {
  const ordered: { [name: string]: unknown } = {};
  const given = value as { readonly [name: string]: unknown };
  for (const name of names) if (given[name] !== undefined) ordered[name] = given[name];
  for (const name in given) if (!names.includes(name) && given[name] !== undefined) ordered[name] = given[name];
  return ordered as T;
}

function byName(map: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => a < b ? -1 : 1));
}
