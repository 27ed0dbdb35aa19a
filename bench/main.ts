// deno-lint-ignore-file no-console
/** Prints the figures: all of them, or those that are named. */
import { adapterBench } from "./adapter.ts";
import { cassettesBench } from "./cassettes.ts";
import { catalogImportBench } from "./catalog_import.ts";
import { catalogSearchBench } from "./catalog_search.ts";
import { explainMissBench } from "./explain_miss.ts";
import { framesBench } from "./frames.ts";
import { ledgerBench } from "./ledger.ts";
import { dashboardBench } from "./dashboard.ts";
import { latencyBench, latencyLines } from "./latency.ts";
import { recordingBench } from "./recording.ts";
import { redactionBench } from "./redaction.ts";
import { proxyBench } from "./proxy.ts";
import { replayBench } from "./replay.ts";
import { resultsBench } from "./results.ts";
import { soakBench } from "./soak.ts";
import { startupBench } from "./startup.ts";
import { statisticsBench } from "./statistics.ts";
import { stormBench } from "./storm.ts";
import { streamParseBench } from "./stream_parse.ts";
import { sweepBench } from "./sweep.ts";
import { sweepReplayBench } from "./sweep_replay.ts";
import { transportBench } from "./transport.ts";
import { workersBench } from "./workers.ts";

const BENCHES: { readonly [name: string]: () => Promise<void> } = {
  replay: () => replayBench(),
  proxy: () => proxyBench(),
  cassettes: () => cassettesBench(),
  recording: () => recordingBench(),
  explain: () => explainMissBench(),
  redaction: () => Promise.resolve(redactionBench()),
  sweep: () => sweepBench(),
  "sweep-replay": () => sweepReplayBench(),
  ledger: () => ledgerBench(),
  dashboard: () => dashboardBench(),
  frames: () => framesBench(),
  results: () => resultsBench(),
  soak: () => soakBench(),
  storm: () => stormBench(),
  startup: () => startupBench(),
  statistics: () => statisticsBench(),
  stream: () => streamParseBench(),
  adapter: () => adapterBench(),
  catalog: () => catalogImportBench(),
  search: () => catalogSearchBench(),
  transport: () => transportBench(),
  workers: () => workersBench(),
  latency: async () => console.log(latencyLines(await latencyBench()).join("\n")),
};

const unknown = Deno.args.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`Cannot bench "${unknown.join(", ")}": it must be one of ${Object.keys(BENCHES).join(", ")}`);
  Deno.exit(2);
}
for (const name of Deno.args.length === 0 ? Object.keys(BENCHES) : Deno.args) {
  console.log(`\n# ${name}`);
  await BENCHES[name]();
}
