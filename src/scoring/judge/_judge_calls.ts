import { Decimal } from "../../base/mod.ts";
import type { ChatMessage, JsonValue, Score, ScorerTools } from "../../spec/mod.ts";

/** What a scorer that cannot make its calls says. */
export function toolsMissing(name: string): Error {
  return new TypeError(`Cannot score as the scorer "${name}" makes calls and was given no tools`);
}

/** What a judge answered, or why it did not. */
export type Asked =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly error: { readonly [key: string]: JsonValue } };

/** Counts the calls of one verdict, and what they cost. */
export class JudgeCalls {
  readonly #tools: ScorerTools;
  #calls = 0;
  #cost: Decimal | null = Decimal.fromInteger(0);

  constructor(tools: ScorerTools) {
    this.#tools = tools;
  }

  async ask(messages: readonly ChatMessage[], endpoint: string): Promise<Asked> {
    const answer = await this.#tools.complete({ messages, stream: false }, { endpoint });
    this.#calls++;
    this.#cost = answer.costUsd === null ? null : this.#cost?.plus(Decimal.parse(answer.costUsd)) ?? null;
    if (answer.ok) return { ok: true, text: answer.completion.text };
    const { kind, message } = answer.failure;
    return { ok: false, error: { error: kind, message } };
  }

  /** The fields of a score that say what its calls came to. */
  get spent(): Pick<Score, "calls" | "costUsd"> {
    return this.#calls === 0 ? {} : { calls: this.#calls, costUsd: this.#cost?.toString() ?? null };
  }
}
