/** Work that several callers want at once is done once; it is ended when none of them wants it any more. */
export class SingleFlight<T> {
  readonly #flights = new Map<
    string,
    { readonly result: Promise<T>; readonly end: AbortController; waiting: number }
  >();

  /** The result of the work of that name: of what is under way, else of `work`, begun now. */
  async run(name: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const flight = this.#flights.get(name) ?? this.#begin(name, work);
    flight.waiting++;
    try {
      return await (signal === undefined ? flight.result : orAborted(flight.result, signal));
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) {
        if (this.#flights.get(name) === flight) this.#flights.delete(name);
        flight.end.abort(signal?.reason);
      }
    }
  }

  #begin(name: string, work: (signal: AbortSignal) => Promise<T>) {
    const end = new AbortController();
    const flight = { result: work(end.signal), end, waiting: 0 };
    flight.result.catch(() => {}).then(() => {
      if (this.#flights.get(name) === flight) this.#flights.delete(name);
    });
    this.#flights.set(name, flight);
    return flight;
  }
}

/** The result, or the signal's reason, whichever comes first. */
function orAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
