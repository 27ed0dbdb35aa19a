import { taggedHash } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import type { PromptTokens } from "./_tokens.ts";
import type { SimulatedCache } from "./simulated_endpoint.ts";

const MIN_TOKENS = 1024;
const LIFETIME_MS = 300_000;

/** The beginnings of prompts that one endpoint remembers, to the end of a message each. */
export class PrefixCache {
  readonly #law: SimulatedCache;
  readonly #clock: Clock;
  /** When each was last read, the oldest first. */
  readonly #readMs = new Map<string, number>();

  constructor(law: SimulatedCache, clock: Clock) {
    this.#law = law;
    this.#clock = clock;
  }

  /** How much of a prompt is there already, and how much of it is kept from now on. */
  read({ parts }: PromptTokens): { readonly cacheReadTokens: number; readonly cacheWriteTokens: number } {
    const nowMs = this.#clock.nowMs();
    this.#forget(nowMs);
    let hash = "";
    let tokens = 0;
    let known = 0;
    let kept = 0;
    // The last message is read anew: what is asked is what differs.
    for (const part of parts.slice(0, -1)) {
      hash = taggedHash("prefix", `${hash}\n${part.text}`);
      tokens += part.tokens;
      if (tokens < (this.#law.minTokens ?? MIN_TOKENS)) continue;
      if (this.#readMs.delete(hash)) known = tokens;
      this.#readMs.set(hash, nowMs);
      kept = tokens;
    }
    return { cacheReadTokens: known, cacheWriteTokens: this.#law.countsWrites === true ? kept - known : 0 };
  }

  #forget(nowMs: number): void {
    for (const [hash, readMs] of this.#readMs) {
      if (nowMs - readMs < (this.#law.lifetimeMs ?? LIFETIME_MS)) return;
      this.#readMs.delete(hash);
    }
  }
}
