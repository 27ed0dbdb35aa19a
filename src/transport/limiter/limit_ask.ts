import type { EndpointKey, Lane, LimitSettings } from "../../spec/mod.ts";

/** What a call counts against: an account, a credential, an endpoint. */
export interface LimitScope {
  /** `provider:openai`, `credential:<hash>`, `endpoint:openai/gpt-4o@openai`; calls with the same id share its limits. */
  readonly id: string;
  /** What the user set. No limit that is learned goes above these. The latest call's hold for all. */
  readonly settings: LimitSettings;
  /** What a provider lets a new account do: it holds where the user set nothing, until responses tell better. */
  readonly guessed?: LimitSettings;
  /** All that its calls may cost together, in US dollars as a decimal string; absent: there is no such budget. */
  readonly budgetUsd?: string;
}

/** One call that is to be made, as far as limits go. */
export interface LimitAsk {
  /**
   * From the widest to the narrowest: provider, credential, endpoint. The call counts against all of them or none. The
   * number of requests at once is found out for the last one, as that is what a server's overload is about.
   */
  readonly scopes: readonly LimitScope[];
  /** `model@provider[/tag]`; endpoints take turns within a scope. */
  readonly endpoint: EndpointKey;
  /** Who goes first when calls wait. */
  readonly lane: Lane;
  /** As counted beforehand. */
  readonly inputTokens: number;
  /** The most that may come: the longest answer. */
  readonly outputTokens: number;
  /** The most that it may cost, as a decimal string; `null` is unknown, which no limit in USD lets pass. */
  readonly usd: string | null;
  /** Called at once if the call has to wait. It must not throw. */
  readonly onQueued?: () => void;
}
