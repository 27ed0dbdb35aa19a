// deno-lint-ignore-file no-console
/** Records `cassettes/sdk.jsonl` from the server with `q4_0` weights. README.md beside it says how. */
import { fileURLToPath } from "node:url";
import { openCassette } from "@tapedeck/tapedeck";
import { SDK_ENDPOINT, SDK_SERVER, sdkTalk } from "./sdk_talk.ts";

const path = fileURLToPath(new URL("../sdk.jsonl", import.meta.url));
await using tape = await openCassette(path, { mode: "record", endpoints: { [SDK_ENDPOINT]: SDK_SERVER } });
console.log(await sdkTalk(tape.fetch));
