import { Decimal } from "../../base/mod.ts";
import type { CallEvent, CallPlace, EndpointKey, Lane, ProviderKey } from "../../spec/mod.ts";

const MINUTE_MS = 60_000;
/** The last minute in steps of five seconds, so that it takes the same room however many calls there are. */
const STEP_MS = 5_000;
const STEPS = MINUTE_MS / STEP_MS;

/** What is going on at one endpoint. */
export interface EndpointActivity {
  readonly endpoint: EndpointKey;
  readonly provider: ProviderKey;
  readonly waiting: { [lane in Lane]: number };
  inFlight: number;
  spent: Decimal;
  /** Tries by step, with the number of the step that they count for. */
  readonly steps: { step: number; tries: number }[];
}

/** Follows what is going on, by the events of calls. */
export class Activity {
  readonly #endpoints = new Map<EndpointKey, EndpointActivity>();

  /** Take an event in; those of replayed tries count for nothing. */
  heard(event: CallEvent, nowMs: number): void {
    switch (event.type) {
      case "queued":
        this.#at(event.place).waiting[event.lane]++;
        return;
      case "dequeued": {
        const { waiting } = this.#at(event.place);
        waiting[event.lane] = Math.max(0, waiting[event.lane] - 1);
        return;
      }
      case "started":
        this.#at(event.place).inFlight++;
        return;
      case "ended":
        if (event.source === "live") this.#ended(event, nowMs);
    }
  }

  /** All endpoints with calls, in the order of their keys. */
  list(): EndpointActivity[] {
    return [...this.#endpoints.values()].sort((a, b) => a.endpoint < b.endpoint ? -1 : 1);
  }

  /** How many tries have ended in the last minute. */
  lastMinute({ steps }: EndpointActivity, nowMs: number): number {
    const now = Math.floor(nowMs / STEP_MS);
    return steps.reduce((sum, { step, tries }) => step > now - STEPS && step <= now ? sum + tries : sum, 0);
  }

  #ended({ place, costUsd }: CallEvent & { type: "ended" }, nowMs: number): void {
    const at = this.#at(place);
    at.inFlight = Math.max(0, at.inFlight - 1);
    if (costUsd !== null) at.spent = at.spent.plus(Decimal.parse(costUsd));
    const step = Math.floor(nowMs / STEP_MS);
    const slot = at.steps[step % STEPS];
    if (slot.step !== step) Object.assign(slot, { step, tries: 0 });
    slot.tries++;
  }

  #at({ endpoint, provider }: CallPlace): EndpointActivity {
    let at = this.#endpoints.get(endpoint);
    if (at === undefined) {
      const steps = Array.from({ length: STEPS }, () => ({ step: -1, tries: 0 }));
      const waiting = { interactive: 0, normal: 0, bulk: 0 };
      at = { endpoint, provider, waiting, inFlight: 0, spent: Decimal.fromInteger(0), steps };
      this.#endpoints.set(endpoint, at);
    }
    return at;
  }
}
