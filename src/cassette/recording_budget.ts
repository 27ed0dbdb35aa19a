import type { Price, Usage } from "../spec/mod.ts";

/**
 * The most that the live calls of one session may use; what is played costs nothing. A call that could go over a limit is
 * refused with a {@linkcode BudgetExceededError} before anything is sent, also with many in flight.
 *
 * Tokens and dollars are held back before a call by an upper bound, and settled by what the provider counts: a token of
 * input is at least a byte of the request's body, and the output is what the body allows. Where nobody can read the usage,
 * what was held back counts as spent. A call whose conversation the provider keeps (`previous_response_id`) has no such
 * bound and is refused. An image by URL, or a tool that the provider runs by itself, can count for more than its bytes:
 * the limit may then be passed by the calls that are in flight.
 */
export interface RecordingBudget {
  /** Requests that are sent, tries that fail included. */
  readonly requests?: number;
  /** Of input and output together. */
  readonly tokens?: number;
  /** US dollars, as an exact decimal string; needs `priceOf`. */
  readonly usd?: string;
  /** The most output tokens of a call whose body names no limit of its own; such a call is refused otherwise. */
  readonly outputTokens?: number;
  /** What a call is charged; `null` for an unknown price, with which a call is refused. */
  readonly priceOf?: (request: PricedRequest) => Price | null;
  /**
   * What a call came to that was just made, in US dollars as a decimal string; where it is `null`, what was held back
   * counts. `openCassette` brings the exact one; without it, tokens count at the plain rates of the price.
   */
  readonly costOf?: (usage: Usage, price: Price) => string | null;
}

/** A request whose price is asked for. */
export interface PricedRequest {
  /** The endpoint's name; `null` where none is known. */
  readonly endpoint: string | null;
  /** With the endpoint's name in place of its base URL. */
  readonly url: string;
  /** The model that the body or the URL asks for; `null` where neither names one. */
  readonly model: string | null;
}
