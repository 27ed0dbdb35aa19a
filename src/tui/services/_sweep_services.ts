import { dirname, join } from "node:path";
import type { PlainFetch } from "../../base/mod.ts";
import { parseEndpointKey, printEndpointKey } from "../../catalog/mod.ts";
import { type EndpointConfig, loadConfig, Preferences } from "../../config/mod.ts";
import { openLedger, shownLedger } from "../../ledger/mod.ts";
import { catalogPrices, openCallSetup } from "../../routing/mod.ts";
import { variantResults } from "../../report/mod.ts";
import type { EndpointKey } from "../../spec/mod.ts";
import { unloadedScorer } from "../../scoring/mod.ts";
import {
  type PriceLookup,
  type RunProgress,
  runSweep,
  sweepFormCost,
  type SweepFormPlan,
  sweepFormPlan,
  watchProgress,
} from "../../sweep/mod.ts";
import type { PickerServices, WatchedRun } from "../picker_services.ts";
import type { AskedSweep } from "../state/mod.ts";
import type { RegistryServicesParts } from "./registry_services.ts";

/** How sweeps of the picker are run. */
export interface SweepSettings {
  /** What the tape does with calls. */
  readonly mode: "replay" | "record" | "append" | "passthrough";
  /** The tape, as an absolute path; `null`: none, which only the mode `passthrough` allows. */
  readonly cassettePath: string | null;
  /** The ledger, as an absolute path. */
  readonly ledgerPath: string;
  /** Where each run makes its folder of results, and where plans of forms are kept, as an absolute path. */
  readonly outRoot: string;
  /** The catalog's file, for prices; the user's own unless given. */
  readonly store?: string;
  /** Let modes that call live go on where `CI` is set. */
  readonly allowLiveInCi?: boolean;
  /** Keep the right to use the network after a replay. */
  readonly keepNetwork: boolean;
  /** The network; the global `fetch` unless given. */
  readonly fetch?: PlainFetch;
}

/** Between two looks at a run. */
const SHOW_EVERY_MS = 250;

/** What the picker asks about sweeps. */
export function sweepServices(parts: RegistryServicesParts): Pick<PickerServices, "cost" | "run"> {
  return {
    async cost(asked) {
      const { plan } = await planOf(asked, parts, {
        // What is only looked at runs no code.
        loadScorer: unloadedScorer,
        loadPlugin: () => Promise.reject(new Error("its providers are code, which is loaded when it runs")),
      });
      const { ledgerPath } = parts.sweep;
      const { env, clock } = parts;
      return await sweepFormCost(plan, {
        ledgerPath,
        prices: pricesOf(parts),
        env,
        at: clock.date().toISOString(),
      });
    },
    async run(asked, watched) {
      const form = await planOf(asked, parts);
      await form.write();
      const summary = await ran(form, parts, watched);
      await using ledger = await openLedger(parts.sweep.ledgerPath);
      const variants = await variantResults(ledger, summary.runId);
      return { summary, variants, resume: summary.interrupted ? resumeLine(summary.runId, parts) : null };
    },
  };
}

type Loaders = Pick<Parameters<typeof sweepFormPlan>[1], "loadScorer" | "loadPlugin">;

async function planOf(
  { form, endpoints, parameters }: AskedSweep,
  { cwd, env, sweep: { outRoot } }: RegistryServicesParts,
  loaders: Loaders = {},
): Promise<SweepFormPlan> {
  const preferences = new Preferences(await loadConfig({ cwd, env }));
  const declared = (preferences.config.endpoints ?? []).map((one) => ({ ...one, key: keyOf(one, preferences) }));
  return await sweepFormPlan(form, {
    endpoints,
    declared,
    parameters,
    cwd,
    folder: join(outRoot, "pick"),
    ...loaders,
  });
}

/** As the list has it: with the provider's own name. */
function keyOf({ key }: EndpointConfig, preferences: Preferences): EndpointKey {
  const parts = parseEndpointKey(key);
  return parts === null ? key : printEndpointKey({ ...parts, provider: preferences.providerName(parts.provider) });
}

function pricesOf({ env, sweep: { store } }: RegistryServicesParts): PriceLookup {
  return (endpoints) => catalogPrices(endpoints, { env, ...(store === undefined ? {} : { store }) });
}

async function ran({ plan, path }: SweepFormPlan, parts: RegistryServicesParts, watched: WatchedRun) {
  const { env, clock, health, sweep: { store: _store, mode, fetch, ...places } } = parts;
  await Deno.mkdir(places.outRoot, { recursive: true });
  const { tell, control, signal } = watched;
  const setup = mode === "replay" ? null : await openCallSetup({
    config: await loadConfig({ cwd: dirname(path), env }),
    plugins: plan.plugins,
    env,
    clock,
    command: "pick",
    ...(parts.onSecret === undefined ? {} : { onSecret: parts.onSecret }),
  });
  let progress: (() => RunProgress) | null = null;
  const watch = watchProgress({
    clock,
    everyMs: SHOW_EVERY_MS,
    progress: () => progress?.() ?? null,
    show: (shown) => watched.show(shown),
  });
  try {
    return await runSweep(plan, {
      ...places,
      mode,
      concurrency: plan.run.concurrency,
      prices: pricesOf(parts),
      env,
      clock,
      warn: tell,
      signal,
      control,
      onEvent: health.listener,
      onStart: (run) => void (progress = run.progress ?? null),
      ...(setup === null ? {} : { setup }),
      ...(fetch === undefined ? {} : { fetch: fetch as typeof globalThis.fetch }),
    });
  } finally {
    await watch.end();
    setup?.close();
  }
}

function resumeLine(runId: string, { cwd, sweep: { ledgerPath, outRoot } }: RegistryServicesParts): string {
  const places = ledgerPath === join(cwd, "runs", "ledger.sqlite") ? [] : ["--ledger", shownLedger(ledgerPath)];
  const out = outRoot === join(cwd, "runs") ? [] : ["--out", outRoot];
  return ["deno task tapedeck run resume", runId, ...places, ...out].join(" ");
}
