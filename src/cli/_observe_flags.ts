import { z } from "zod";
import type { ObserveOptions, Observer } from "../transport/observe/mod.ts";
import type { Io } from "./io.ts";

/** Flags of commands that run for long. */
export const observeFlags = {
  metricsPort: z.int().min(0).max(65535).optional().meta({
    placeholder: "N",
    description: "Serve Prometheus metrics at 127.0.0.1:N/metrics; 0 picks a free port",
  }),
};

/** What all commands that are observed have in common. */
export async function observeOptions(
  io: Io,
  { command, metricsPort }: { readonly command: string; readonly metricsPort: number | undefined },
): Promise<ObserveOptions> {
  // Only here: a command that ends at once need not wait for what observes it.
  const { runningFolder } = await import("../transport/observe/mod.ts");
  const folder = runningFolder({ env: io.env });
  return {
    command,
    clock: io.clock,
    random: Math.random,
    env: io.env,
    ...(folder === null ? {} : { running: { folder, pid: Deno.pid } }),
    ...(metricsPort === undefined ? {} : { metricsPort }),
    warn: (message) => io.stderr.write(`warning: ${message}\n`),
  };
}

/** Begin to observe, and say on stderr where metrics are served. */
export async function startObserving(io: Io, observer: Observer): Promise<void> {
  const { metricsUrl } = await observer.start();
  if (metricsUrl !== null) io.stderr.write(`Metrics at ${metricsUrl}/metrics\n`);
}
