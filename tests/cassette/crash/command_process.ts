/** The command line on a slow disk: `command_process.ts WORD…`. */
import { systemClock } from "../../../src/base/mod.ts";
import { main } from "../../../src/cli/main.ts";
import { processIo } from "../../../src/cli/process_io.ts";
import { slowDisk } from "./slow_disk.ts";

slowDisk(2048);
Deno.exit(await main(Deno.args, processIo(systemClock)));
