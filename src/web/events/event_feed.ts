import type { DashboardEvent } from "./dashboard_event.ts";

/** Tells all who listen. Whoever listens must neither throw nor wait. */
export class EventFeed {
  readonly #listeners = new Set<(event: DashboardEvent) => void>();

  /** Tell all that listen now. */
  publish(event: DashboardEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Be told of each event, until the function that comes back is called. */
  subscribe(listener: (event: DashboardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
