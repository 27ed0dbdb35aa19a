/** Runs the parrot's plan in a process of its own, to be killed: `BASE_URL FOLDER MODE`. */
import { runSweep } from "../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan } from "./_parrot.ts";

const [baseUrl, folder, mode] = Deno.args;
const plan = await parrotPlan(baseUrl, { prompts: 10 });
await runSweep(plan, parrotOptions(folder, { mode: mode as "record" }));
