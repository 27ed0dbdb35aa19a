import { UserError } from "../../base/mod.ts";
import type { ModelKey, ProviderKey } from "../../spec/mod.ts";

/**
 * Why a list could not be fetched: there is no key, the server refuses the key, it answered with another status, it could
 * not be reached, it took too long, what it sent is no list, the list lost so much that it is not believed, the provider
 * is disabled, no calls are made at all, nobody knows where its server is, or it lists nothing.
 */
export type ListProblemCode =
  | "key_missing"
  | "key_refused"
  | "status"
  | "network"
  | "timeout"
  | "no_list"
  | "list_refused"
  | "disabled"
  | "offline"
  | "no_server"
  | "lists_none";

/** What a {@linkcode ListProblem} is about. */
export interface ListProblemFacts {
  /** What went wrong. */
  readonly code: ListProblemCode;
  /** Whose list. */
  readonly provider: ProviderKey;
  /** Whose endpoints; `null` for the list of models. */
  readonly model: ModelKey | null;
  /** The whole reason, after "as": `it answered with the status 500`. No credential is in it. */
  readonly reason: string;
  /** What caused it. */
  readonly cause?: unknown;
}

/** A list that could not be fetched, and why. */
export class ListProblem extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "ListProblem";
  /** What went wrong. */
  readonly code: ListProblemCode;
  /** Whose list. */
  readonly provider: ProviderKey;
  /** Whose endpoints; `null` for the list of models. */
  readonly model: ModelKey | null;
  /** The reason alone, for a sentence of one's own. */
  readonly reason: string;

  /** The message is made of the facts. */
  constructor({ code, provider, model, reason, cause }: ListProblemFacts) {
    const what = model === null ? `the models of ${provider}` : `the endpoints of ${model} at ${provider}`;
    super(`Cannot list ${what} as ${reason}`, { cause });
    this.code = code;
    this.provider = provider;
    this.model = model;
    this.reason = reason;
  }
}
