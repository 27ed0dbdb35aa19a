import {
  loadTokenCounter,
  requestTokens,
  roughTokenCount,
  thriftyCounter,
  type TokenCounter,
  tokenizerKind,
} from "../../catalog/tokens/mod.ts";
import type { ChatRequest, EndpointRecord } from "../../spec/mod.ts";
import { scriptedMessages } from "../_script_calls.ts";
import type { PlanEndpoint, SweepPlan } from "../sweep_plan.ts";
import { valueShares } from "../_value_shares.ts";
import type { PlanProblem, PlanProblemPart } from "./plan_problem.ts";

const BYTES_PER_TOKEN = 4;

/** What is looked at of one endpoint. */
export interface RoomFacts {
  readonly endpoint: PlanEndpoint;
  readonly record: EndpointRecord;
  /** What its cells send beside their prompts. */
  readonly request: ChatRequest;
}

/**
 * Whether the prompts of a plan fit into endpoints. Only what certainly does not fit is told: prompts are counted at the
 * low end, and a tokenizer is loaded only where a token for each byte would be too many.
 */
export class Room {
  readonly #plan: SweepPlan;
  #counter: Promise<TokenCounter> | null = null;
  /** Places of the prompts, the longest first. */
  #order: readonly number[] | null = null;

  constructor(plan: SweepPlan) {
    this.#plan = plan;
  }

  async problems(facts: RoomFacts): Promise<PlanProblem[]> {
    const { contextTokens, maxInputTokens } = facts.record;
    if (contextTokens === null && maxInputTokens === null) return [];
    const context = contextTokens ?? Infinity;
    const input = Math.min(maxInputTokens ?? Infinity, context - 1);
    const limits = this.#limits(facts);
    const most = Math.max(1, ...limits);
    const [longest] = this.#longestFirst();
    const atMost = this.#tokens(longest, facts, bytesOf).high;
    if (atMost <= input && atMost + most <= context) return [];
    const count = await (this.#counter ??= loadTokenCounter().then(thriftyCounter));
    const least = (place: number) => this.#tokens(place, facts, count).low;
    const tooLong = this.#leading((place) => least(place) > input);
    if (tooLong > 0) return [this.#tooLong(facts, { tokens: least(longest), limit: input, count: tooLong })];
    const beyond = limits.filter((limit) => least(longest) + limit > context);
    if (beyond.length === 0) return [];
    const narrow = this.#leading((place) => least(place) + most > context);
    return [this.#noRoom(facts, { tokens: least(longest), context, beyond, limits, count: narrow })];
  }

  #tooLong({ endpoint: { key } }: RoomFacts, { tokens, limit, count }: {
    readonly tokens: number;
    readonly limit: number;
    readonly count: number;
  }): PlanProblem {
    return {
      endpoint: key,
      parameter: "messages",
      effect: "unknown",
      message:
        `Cannot send "messages" as ${key} takes at most ${limit} tokens: current value is at least ${tokens}, of ` +
        `the prompt "${this.#longestId()}"`,
      part: this.#partOfPrompts(count),
    };
  }

  #noRoom({ endpoint: { key } }: RoomFacts, { tokens, context, beyond, limits, count }: {
    readonly tokens: number;
    readonly context: number;
    readonly beyond: readonly number[];
    readonly limits: readonly number[];
    readonly count: number;
  }): PlanProblem {
    const byAxis = beyond.length === limits.length
      ? null
      : { by: "max_tokens", count: beyond.length, of: limits.length };
    return {
      endpoint: key,
      parameter: "max_tokens",
      effect: "unknown",
      message: `Cannot send "max_tokens" as ${key} has room for ${context} tokens in all and the prompt ` +
        `"${this.#longestId()}" takes at least ${tokens} of them: current value is ${beyond[0]}`,
      part: byAxis ?? this.#partOfPrompts(count),
    };
  }

  #partOfPrompts(count: number): PlanProblemPart | null {
    const of = this.#plan.samples.length;
    return count === of ? null : { by: "prompts", count, of };
  }

  /** All values of `max_tokens` that its cells send. */
  #limits({ endpoint, request: { maxTokens } }: RoomFacts): readonly number[] {
    const axis = this.#plan.axes.find(({ field }) => field === "maxTokens");
    if (axis === undefined) return maxTokens === undefined ? [] : [maxTokens];
    const place = this.#plan.endpoints.indexOf(endpoint);
    return valueShares<number>(this.#plan, place, "maxTokens").flatMap(({ value }) => value ?? []);
  }

  #tokens(place: number, { endpoint, request }: RoomFacts, count: TokenCounter) {
    const messages = scriptedMessages(this.#plan.samples.at(place)!);
    return requestTokens({ ...request, messages }, { count, kind: tokenizerKind(endpoint.model) });
  }

  #longestId(): string {
    return this.#plan.samples.at(this.#longestFirst()[0])!.id;
  }

  #longestFirst(): readonly number[] {
    if (this.#order !== null) return this.#order;
    const sizes = Array.from(
      this.#plan.samples,
      (sample) =>
        requestTokens({ messages: scriptedMessages(sample) }, { count: roughTokenCount, kind: "approximation" })
          .expected,
    );
    return this.#order = sizes.map((_, place) => place).sort((a, b) => sizes[b] - sizes[a]);
  }

  /** How many of the longest prompts are too long, up to the first that is not. */
  #leading(isTooLong: (place: number) => boolean): number {
    const order = this.#longestFirst();
    const end = order.findIndex((place) => !isTooLong(place));
    return end === -1 ? order.length : end;
  }
}

/** No tokenizer makes more tokens than there are bytes. */
function bytesOf(text: string): number {
  return roughTokenCount(text) * BYTES_PER_TOKEN;
}
