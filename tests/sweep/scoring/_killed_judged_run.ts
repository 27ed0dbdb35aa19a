/** Runs the judged parrot's plan in a process of its own, to be killed: `BASE_URL FOLDER`. */
import { runSweep } from "../../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";
import { judgeTable } from "./_judged.ts";

const [baseUrl, folder] = Deno.args;
const plan = await parrotPlan(baseUrl, { prompts: 10, rest: judgeTable(baseUrl) });
await runSweep(plan, parrotOptions(folder));
