import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { VERSION } from "../../src/base/mod.ts";

Deno.test("the version is the package's", () => {
  assertEquals(VERSION, config.version);
});
