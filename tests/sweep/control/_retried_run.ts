/** Tries again what failed in the last run of the parrot's plan, in a process of its own, to be killed: `BASE_URL FOLDER`. */
import { runSweep } from "../../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";

const [baseUrl, folder] = Deno.args;
await runSweep(await parrotPlan(baseUrl, { prompts: 10 }), parrotOptions(folder, { retryFailed: true }));
