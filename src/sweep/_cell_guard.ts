import type { Cell, ChatRequest, Endpoint } from "../spec/mod.ts";
import type { ExchangeResult, TransportCallOptions } from "../transport/mod.ts";
import { type OpenedBudget, withinBudget } from "./budget/mod.ts";
import { type RunStops, stoppable } from "./stop/mod.ts";

type Around = NonNullable<TransportCallOptions["around"]>;

/** One call of a cell. */
export interface GuardedCall {
  readonly request: ChatRequest;
  /** With its credential. */
  readonly endpoint: Endpoint;
  /** What a try cost, as a decimal string; `null` is unknown. */
  readonly price: (result: ExchangeResult) => string | null;
  /** Told when the call begins to wait for a part of the budget that only its own provider's calls hold back. */
  readonly onWait: () => void;
}

/** What decides whether a cell's call may still be made: its endpoint is not stopped, and there is budget for it. */
export class CellGuard {
  readonly #stops: RunStops;
  readonly #budget: OpenedBudget | null;

  constructor({ stops, budget }: { readonly stops: RunStops; readonly budget: OpenedBudget | null }) {
    this.#stops = stops;
    this.#budget = budget;
  }

  /** What is put around each exchange of a call. */
  around(cell: Cell, { request, endpoint, price, onWait }: GuardedCall): Around {
    const stops = this.#stops;
    const going = stoppable(stops, cell);
    if (this.#budget === null) return going;
    const { budget, boundOf } = this.#budget;
    const paid = withinBudget(budget, {
      provider: endpoint.provider,
      bounds: () => boundOf(request, endpoint),
      price,
      refuse: (exhausted) => {
        stops.exhausted(exhausted);
        return stops.leave(endpoint.key);
      },
      signal: stops.waiting(endpoint.key),
      onWait: (scope) => {
        if (scope !== "run") onWait();
      },
    });
    return (note, make) => going(note, () => paid(note, make));
  }

  /** What is put around each exchange of a scorer's call about an answer of an endpoint: the same budget pays for it. */
  aroundScorer(
    answered: string,
    { request, endpoint, price }: Omit<GuardedCall, "onWait">,
  ): Around | undefined {
    if (this.#budget === null) return undefined;
    const { budget, boundOf } = this.#budget;
    return withinBudget(budget, {
      provider: endpoint.provider,
      bounds: () => boundOf(request, endpoint),
      price,
      refuse: (exhausted) => {
        this.#stops.exhausted(exhausted, { ofScorers: true });
        return this.#stops.leave(answered);
      },
      signal: this.#stops.waiting(answered),
    });
  }

  /**
   * Right before the hand-over, and before anything is decided about a call.
   * @throws {CellLeftError} when the call is not to be made.
   */
  assertGoing({ key, provider }: Endpoint): void {
    const late = this.#budget?.budget.refusal(provider) ?? null;
    // Calls with a permit have their share of everything but of time.
    if (late?.what === "minutes") this.#stops.exhausted(late);
    this.#stops.assertGoing(key);
  }

  /**
   * After a call of a replay.
   * @throws {CellLeftError} when its recording has left it.
   */
  assertRecorded(results: readonly ExchangeResult[], { key }: Endpoint): void {
    this.#stops.assertRecorded(results.at(-1)!, key);
  }
}
