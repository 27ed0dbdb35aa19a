/**
 * What an endpoint charges, in exact decimal strings of US dollars.
 *
 * `tokens`: per token, as providers publish it; a rate that is not given falls back to the plain input or output rate.
 * `hour`: a self-hosted endpoint, billed by the time that it is busy. `slots` is how many requests it serves at once;
 * `null` takes the number that were in flight when the call was made.
 */
export type Price =
  | {
    readonly kind: "tokens";
    readonly inputUsd: string;
    readonly outputUsd: string;
    readonly cacheReadUsd?: string;
    readonly cacheWriteUsd?: string;
    readonly requestUsd?: string;
  }
  | { readonly kind: "hour"; readonly hourUsd: string; readonly slots: number | null };
