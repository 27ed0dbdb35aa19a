import { setAlarm } from "../base/mod.ts";
import type { Catalog, FetchedList, RefreshReport } from "../catalog/mod.ts";
import type { Clock, ModelRecord, ProviderKey } from "../spec/mod.ts";
import type { Observer } from "../transport/observe/mod.ts";
import { type EventFeed, priceEvents } from "./events/mod.ts";

/** Whom news of lists are told, and what they are made of. */
export interface ListNewsParts {
  readonly catalog: Catalog;
  readonly observer: Pick<Observer, "alerts">;
  readonly events: EventFeed;
  readonly clock: Clock;
}

/** One question fetches many lists, and open pages ask anew each time that they hear of one. */
const GATHER_MS = 250;

type Outcome = FetchedList["outcome"];

/**
 * Tells alerts and open pages what is in lists that was not before: those that a refresh has fetched, and those that were
 * fetched as somebody asked for models and they were old.
 */
export class ListNews {
  readonly #parts: ListNewsParts;
  readonly #known = new Map<ProviderKey, readonly ModelRecord[]>();
  readonly #fetched = new Map<ProviderKey, Outcome>();
  #refreshing = 0;
  #takeBack: (() => void) | null = null;
  #telling: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(parts: ListNewsParts) {
    this.#parts = parts;
  }

  /** What is known now is no news. */
  static async of(parts: ListNewsParts): Promise<ListNews> {
    const news = new ListNews(parts);
    for (const [provider, models] of await news.#models()) news.#known.set(provider, models);
    return news;
  }

  /** A list was fetched, by whomever: it is told soon, or with the refresh that it is part of. */
  readonly fetched = ({ provider, outcome }: FetchedList): void => {
    this.#fetched.set(provider, outcome);
    if (this.#refreshing > 0 || this.#isClosed) return;
    this.#takeBack ??= setAlarm(this.#parts.clock, GATHER_MS, () => {
      this.#takeBack = null;
      void this.#tell([]);
    });
  };

  /** Fetch lists, and tell of all of them at once. */
  async refresh(fetch: () => Promise<readonly RefreshReport[]>): Promise<readonly RefreshReport[]> {
    let reports: readonly RefreshReport[] = [];
    this.#refreshing++;
    try {
      reports = await fetch();
    } finally {
      this.#refreshing--;
      await this.#tell(reports);
    }
    return reports;
  }

  /** Nothing is told any more. May be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#takeBack?.();
    this.#takeBack = null;
    await this.#telling;
  }

  #tell(reports: readonly RefreshReport[]): Promise<void> {
    const telling = this.#telling.then(() => this.#isClosed ? undefined : this.#tellNow(reports));
    this.#telling = telling.catch(() => {});
    return telling;
  }

  async #tellNow(reports: readonly RefreshReport[]): Promise<void> {
    const { observer, events, clock } = this.#parts;
    const fetched = new Map<ProviderKey, string>(this.#fetched);
    this.#fetched.clear();
    const models = await this.#models();
    for (const { provider, outcome } of reports) {
      // One that was fresh by then was fetched for somebody else, if at all.
      if (outcome !== "skipped" && outcome !== "fresh") fetched.set(provider, outcome);
    }
    if (fetched.size === 0) return;
    const at = clock.date().toISOString();
    for (const [provider, outcome] of fetched) {
      if (outcome !== "fetched") continue;
      const [before, after] = [this.#known.get(provider) ?? [], models.get(provider) ?? []];
      this.#known.set(provider, after);
      observer.alerts?.listed(provider, before, after);
      for (const event of priceEvents(provider, { before, after, at })) events.publish(event);
    }
    const providers = [...fetched].map(([provider, outcome]) => ({
      provider,
      outcome,
      models: models.get(provider)?.length ?? 0,
    }));
    events.publish({ type: "refresh", at, providers });
  }

  /** What the user declares is in no list, and does not change with one. */
  async #models(): Promise<Map<ProviderKey, ModelRecord[]>> {
    const { models } = await this.#parts.catalog.models({ network: false });
    return Map.groupBy(models.filter(({ tier }) => tier !== "config"), ({ provider }) => provider);
  }
}
