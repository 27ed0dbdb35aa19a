import { Decimal, UserError } from "../base/mod.ts";
import type { BilledAnswer, TransportFailure, Usage } from "../spec/mod.ts";
import { callBounds } from "./_call_bounds.ts";
import { dearest, pricedUsage, type TokenPrice } from "./_token_price.ts";
import { BudgetExceededError } from "./budget_exceeded_error.ts";
import type { PricedRequest, RecordingBudget } from "./recording_budget.ts";

const ZERO = Decimal.fromInteger(0);
const ONE = Decimal.fromInteger(1);
const FIRST_FAILED_STATUS = 400;

/** A request that asks for a part of the budget. */
export interface BudgetedRequest {
  readonly method: string;
  readonly url: string;
  readonly endpoint: string | undefined;
  readonly body: string | Uint8Array;
}

/** What a call holds back, or has spent, of each limit. */
interface Amounts {
  readonly requests: Decimal;
  readonly tokens: Decimal;
  readonly usd: Decimal;
}

type What = keyof Amounts;
const NOTHING: Amounts = { requests: ZERO, tokens: ZERO, usd: ZERO };

/** How a call ended: with an answer that is billed, with a failure of the transport, or without having been sent. */
export type CallEnding = BilledAnswer | TransportFailure | "unsent";

/** The recording budget of a session. Holding back is one step, so calls in flight never go over it together. */
export class Budget {
  readonly #options: RecordingBudget;
  readonly #limits: readonly (readonly [What, Decimal])[];
  #spent = NOTHING;
  #reserved = NOTHING;

  /** @throws {UserError} when a limit is none, or one in dollars has no prices. */
  constructor(options: RecordingBudget) {
    this.#options = options;
    this.#limits = limitsOf(options);
  }

  /** Whether answers must be read for what they are billed. */
  get needsUsage(): boolean {
    return this.#limits.some(([what]) => what !== "requests");
  }

  /**
   * Hold back what a call may use at most; the function that it gives settles it.
   * @throws {BudgetExceededError} when that could go over a limit.
   * @throws {UserError} when it is not known what the call may use.
   */
  reserve(request: BudgetedRequest): (ending: CallEnding) => void {
    const { needed, price } = this.#bound(request);
    for (const [what, limit] of this.#limits) {
      const [spent, reserved] = [this.#spent[what], this.#reserved[what]];
      if (spent.plus(reserved).plus(needed[what]).compare(limit) <= 0) continue;
      const numbers = { limit, spent, reserved, needed: needed[what] };
      const texts = Object.entries(numbers).map(([name, value]) => [name, value.toString()]);
      throw new BudgetExceededError({ what, ...Object.fromEntries(texts) });
    }
    this.#reserved = combined(this.#reserved, needed, (a, b) => a.plus(b));
    let isOpen = true;
    return (ending) => {
      if (!isOpen) return;
      isOpen = false;
      this.#reserved = combined(this.#reserved, needed, (a, b) => a.minus(b));
      const used = usedBy(ending, needed, (usage) => price && this.#cost(usage, price));
      this.#spent = combined(this.#spent, used, (a, b) => a.plus(b));
    };
  }

  #cost(usage: Usage, price: TokenPrice): Decimal | null {
    const { costOf } = this.#options;
    if (costOf === undefined) return pricedUsage(price, usage);
    const usd = costOf(usage, price);
    return usd === null ? null : Decimal.parse(usd);
  }

  #bound(request: BudgetedRequest): { needed: Amounts; price: TokenPrice | null } {
    if (!this.needsUsage) return { needed: { ...NOTHING, requests: ONE }, price: null };
    const { inputTokens, keptInput, outputTokens: ownLimit, model } = callBounds(request.url, request.body);
    if (keptInput !== null) {
      throw refusal(request, `as "${keptInput}" brings input along whose size is not known: set only "requests" of`);
    }
    const outputTokens = ownLimit ?? this.#options.outputTokens;
    if (outputTokens === undefined) {
      throw refusal(request, 'as its body names no most output tokens: set "max_tokens" there, or "outputTokens" of');
    }
    const price = this.#options.usd === undefined || inputTokens === 0 ? null : this.#price(request, model);
    return {
      needed: {
        requests: ONE,
        tokens: Decimal.fromInteger(inputTokens + outputTokens),
        usd: price === null ? ZERO : dearest(price, { inputTokens, outputTokens }),
      },
      price,
    };
  }

  #price(request: BudgetedRequest, model: string | null): TokenPrice {
    const asked: PricedRequest = { endpoint: request.endpoint ?? null, url: request.url, model };
    const price = this.#options.priceOf!(asked);
    if (price === null) throw refusal(request, `as the price of ${model ?? "it"} is not known to "priceOf" of`);
    if (price.kind === "tokens") return price;
    throw refusal(request, 'as what it costs by the hour is not known before: set "requests" or "tokens" of');
  }
}

function refusal({ method, url }: BudgetedRequest, why: string): UserError {
  return new UserError(`Cannot make the live call ${method} ${url} ${why} the recording budget`);
}

function limitsOf({ requests, tokens, usd, outputTokens, priceOf }: RecordingBudget): [What, Decimal][] {
  for (const [name, count] of Object.entries({ requests, tokens, outputTokens })) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) continue;
    throw wrongLimit(`"${name}" must be a whole number of 0 or more: current value is ${count}`);
  }
  if (usd !== undefined && priceOf === undefined) throw wrongLimit('a limit in "usd" needs prices: set "priceOf"');
  const counts = ([["requests", requests], ["tokens", tokens]] as const).flatMap(([what, count]) =>
    count === undefined ? [] : [[what, Decimal.fromInteger(count)] as [What, Decimal]]
  );
  const limits: [What, Decimal][] = usd === undefined ? counts : [...counts, ["usd", dollars(usd)]];
  if (limits.length === 0) throw wrongLimit('nothing is limited: set "requests", "tokens" or "usd"');
  return limits;
}

function dollars(text: string): Decimal {
  try {
    const usd = Decimal.parse(text);
    if (usd.compare(ZERO) >= 0) return usd;
  } catch {
    // The message below says it all.
  }
  throw wrongLimit(`"usd" must be a decimal of 0 or more: current value is "${text}"`);
}

function wrongLimit(why: string): UserError {
  return new UserError(`Cannot open a cassette with this recording budget as ${why}`, { exitCode: 2 });
}

function combined(a: Amounts, b: Amounts, how: (a: Decimal, b: Decimal) => Decimal): Amounts {
  return { requests: how(a.requests, b.requests), tokens: how(a.tokens, b.tokens), usd: how(a.usd, b.usd) };
}

/** What is unknown is as much as was held back. */
function usedBy(ending: CallEnding, held: Amounts, costOf: (usage: Usage) => Decimal | null): Amounts {
  if (ending === "unsent") return NOTHING;
  if ("kind" in ending) return ending.kind === "connection" ? { ...NOTHING, requests: ONE } : held;
  const { status, usage, reportedCostUsd } = ending;
  // Providers do not charge for what they refuse, unless they count it.
  if (usage === null) return status < FIRST_FAILED_STATUS ? held : { ...NOTHING, requests: ONE };
  const { inputTokens, outputTokens } = usage;
  const tokens = inputTokens === null || outputTokens === null
    ? held.tokens
    : Decimal.fromInteger(inputTokens + outputTokens);
  const usd = reportedCostUsd !== null ? Decimal.parse(reportedCostUsd) : costOf(usage);
  return { requests: ONE, tokens, usd: usd ?? held.usd };
}
