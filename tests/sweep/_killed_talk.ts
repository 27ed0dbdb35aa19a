/** Runs the talker's plan in a process of its own, to be killed: `BASE_URL FOLDER`. */
import { runSweep } from "../../src/sweep/mod.ts";
import { parrotOptions } from "./_parrot.ts";
import { longTalks, talkerPlan } from "./_talker.ts";

const [baseUrl, folder] = Deno.args;
await runSweep(await talkerPlan(baseUrl, { items: longTalks() }), parrotOptions(folder));
