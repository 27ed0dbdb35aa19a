import type { Cell } from "../../spec/mod.ts";
import type { TransportCallOptions } from "../../transport/mod.ts";
import type { RunStops } from "./run_stops.ts";

/**
 * What is put around the exchanges of a cell's call (the transport's option `around`) so that its waits end when its
 * endpoint is called no more, and so that what it ends in is looked at before anybody else meets it.
 */
export function stoppable(stops: RunStops, cell: Cell): NonNullable<TransportCallOptions["around"]> {
  const { key } = cell.endpoint;
  return async (note, make) => {
    const { beforeLive } = note;
    // The run's own signal is in it: nothing has been sent yet that another one could be about.
    note.beforeLive = () => beforeLive?.(stops.waiting(key)) ?? Promise.resolve();
    try {
      const result = await make();
      stops.observe(result, cell);
      return result;
    } finally {
      note.beforeLive = beforeLive;
    }
  };
}
