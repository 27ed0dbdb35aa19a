/** Runs a shard of the parrot's plan in a process of its own: `BASE_URL FOLDER SHARD`. */
import { parseShard, runSweep } from "../../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";

const [baseUrl, folder, shard] = Deno.args;
await runSweep(
  await parrotPlan(baseUrl, { prompts: 50 }),
  parrotOptions(folder, { shard: parseShard(shard), concurrency: 8 }),
);
