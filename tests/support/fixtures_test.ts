import { assertEquals } from "@std/assert";
import { needs } from "./require.ts";

const fixtures = await needs("fixtures");

Deno.test({
  name: "the shared fixtures, where they are, hold recorded interactions",
  ignore: fixtures.ignore,
  fn: async () => {
    const info = await Deno.stat(`${fixtures.get()}/chat/interactions.ndjson.gz`);
    assertEquals(info.isFile, true);
  },
});
