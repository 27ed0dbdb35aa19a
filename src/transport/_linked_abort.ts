/**
 * Controllers that abort with a signal of their caller. A run has one signal and thousands of calls: one listener serves
 * them all, and it goes when no call is left.
 */
export class LinkedAbort {
  readonly #links = new WeakMap<AbortSignal, Link>();

  /** What is joined to signals for one call, until its `end`. */
  begin(): JoinedAborts {
    const joined: [Link, AbortController][] = [];
    return {
      join: (signal, controller) => {
        if (signal.aborted) controller.abort(signal.reason);
        else {
          const link = this.#linkOf(signal);
          link.add(controller);
          joined.push([link, controller]);
        }
        return controller.signal;
      },
      end: () => {
        for (const [link, controller] of joined) link.delete(controller);
      },
    };
  }

  #linkOf(signal: AbortSignal): Link {
    let link = this.#links.get(signal);
    if (link === undefined) this.#links.set(signal, link = new Link(signal));
    return link;
  }
}

/** The aborts of one call. */
export interface JoinedAborts {
  /** Abort the controller when the signal does; its own signal comes back. */
  readonly join: (signal: AbortSignal, controller: AbortController) => AbortSignal;
  readonly end: () => void;
}

class Link {
  readonly #signal: AbortSignal;
  readonly #controllers = new Set<AbortController>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(controller: AbortController): void {
    if (this.#controllers.size === 0) this.#signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#controllers.add(controller);
  }

  delete(controller: AbortController): void {
    if (!this.#controllers.delete(controller) || this.#controllers.size > 0) return;
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => {
    const controllers = [...this.#controllers];
    this.#controllers.clear();
    for (const controller of controllers) controller.abort(this.#signal.reason);
  };
}
