import type { Clock } from "../../spec/mod.ts";
import type { HealthTarget } from "./health_target.ts";
import { type ProbeOptions, probeProvider } from "./probe_provider.ts";
import type { ProbeResult } from "./probe_result.ts";

/** Who is probed, and how often. */
export interface StartProbesOptions extends ProbeOptions {
  /** One for each provider; those without an address are left out. */
  readonly targets: readonly HealthTarget[];
  /** Between the end of a probe and the next one of the same provider, where its target does not say; 30,000 unless given. */
  readonly everyMs?: number;
  /** Numbers in [0, 1): each wait is up to a fifth shorter or longer, so that probes do not come in step. */
  readonly random: () => number;
  /** Told of each probe. */
  readonly onResult: (result: ProbeResult) => void;
  /** Told of what went wrong other than with a provider; it ends the probes of that provider. */
  readonly onError?: (error: unknown) => void;
}

/** Probes that go on. */
export interface RunningProbes {
  /** The first probe of each provider has come back. */
  readonly first: Promise<void>;
  /** No more of them; those under way are called off. */
  stop(): Promise<void>;
}

const EVERY_MS = 30_000;
const JITTER = 0.2;

/**
 * Probe providers at once and again and again, one at a time for each, until `stop` or the signal. For long-running
 * commands that call live; a replay must not start them.
 */
export function startProbes(options: StartProbesOptions): RunningProbes {
  const controller = new AbortController();
  const signal = options.signal === undefined
    ? controller.signal
    : AbortSignal.any([controller.signal, options.signal]);
  const loops = options.targets.filter(({ url }) => url !== null).map((target) => probeOn(target, options, signal));
  return {
    first: Promise.all(loops.map(({ first }) => first)).then(() => {}),
    async stop() {
      controller.abort();
      await Promise.all(loops.map(({ ended }) => ended));
    },
  };
}

function probeOn(target: HealthTarget, options: StartProbesOptions, signal: AbortSignal) {
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const ended = loop(target, { ...options, signal, onFirst: resolve })
    .catch((error) => {
      if (!signal.aborted) options.onError?.(error);
    })
    .finally(resolve);
  return { first, ended };
}

async function loop(
  target: HealthTarget,
  { clock, everyMs = EVERY_MS, random, onResult, onFirst, ...options }:
    & StartProbesOptions
    & { readonly clock: Clock; readonly signal: AbortSignal; readonly onFirst: () => void },
): Promise<void> {
  while (!options.signal.aborted) {
    onResult(await probeProvider(target, { ...options, clock }));
    onFirst();
    await clock.sleep((target.lifetimeMs ?? everyMs) * (1 + JITTER * (2 * random() - 1)), options.signal);
  }
}
