// deno-lint-ignore-file no-console
/** Loads the newest results below a folder into a data frame and prints its rows: `_tapedeck_frame.ts RUNS`. */
import { loadRun } from "../../src/analysis/mod.ts";

const folders = [...Deno.readDirSync(Deno.args[0])].filter(({ isDirectory, name }) =>
  isDirectory && name.startsWith("run_")
)
  .map(({ name }) => name).sort();
console.log((await loadRun(`${Deno.args[0]}/${folders.at(-1)}`)).height);
