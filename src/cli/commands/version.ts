import { z } from "zod";
import { VERSION } from "../../base/mod.ts";
import { defineCommand } from "../command.ts";

/** Prints versions, for bug reports and manifests. */
export const version = defineCommand({
  name: "version",
  summary: "Print the versions of Tapedeck and of what it runs on",
  args: [],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck version --json", does: "The versions as JSON" }],
  run() {
    const { deno, v8, typescript } = Deno.version;
    return Promise.resolve({
      text: `tapedeck ${VERSION} (deno ${deno}, v8 ${v8}, typescript ${typescript})\n`,
      document: { tapedeck: VERSION, deno, v8, typescript },
    });
  },
});
