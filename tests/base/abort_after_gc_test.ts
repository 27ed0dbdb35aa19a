import { assertEquals } from "@std/assert";

Deno.test("a body that stalls can be aborted, also when the garbage collector has run since the headers", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", new URL("_stalled_body.ts", import.meta.url).pathname],
    stderr: "inherit",
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "AbortError aborted");
});
