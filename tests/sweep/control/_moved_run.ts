/** Runs the plan of a folder, with everything of it in there, in a process of its own, to be killed: `FOLDER TAPE`. */
import { loadPlan, runSweep } from "../../../src/sweep/mod.ts";
import { parrotOptions } from "../_parrot.ts";

const [folder, tape] = Deno.args;
await runSweep(
  await loadPlan(`${folder}/plans/plan.toml`),
  parrotOptions(folder, { cassettePath: `${folder}/${tape}` }),
);
