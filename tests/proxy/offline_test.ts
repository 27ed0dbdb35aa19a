import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { tempTape } from "../cassette/support.ts";
import { recordedTape } from "./support.ts";

const SCRIPT = fileURLToPath(new URL("_offline_process.ts", import.meta.url));

Deno.test("a replay gives up the network, and its open port answers all the same", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, [["/local/1", {}, new Response("one")], ["/local/2", {}, new Response("two")]]);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", SCRIPT, tape.path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { url, ...may } = JSON.parse((await lines.read()).value!);
  assertEquals(may, { fetch: "NotCapable", connect: "NotCapable", listen: "NotCapable" });
  for (const [path, body] of [["/local/1", "one"], ["/local/2", "two"]]) {
    assertEquals(await (await fetch(url + path)).text(), body);
  }
  await child.stdin.close();
  await lines.cancel();
  assertEquals((await child.status).code, 0);
});
