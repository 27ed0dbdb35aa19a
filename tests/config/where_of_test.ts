import { assertEquals } from "@std/assert";
import { Preferences } from "../../src/config/mod.ts";

const source = (name: string, config: object) => ({
  config,
  where: (path: readonly unknown[]) => `${name}:${path.at(-1)}`,
});

Deno.test("a value stands in the strongest file that has it", () => {
  const mine = { defaults: { model: "a/b", profile: "precise" } };
  const project = { defaults: { model: "c/d" } };
  const config = { defaults: { model: "c/d", profile: "precise" } };
  const preferences = new Preferences({ config, files: [source("mine", mine), source("project", project)] });
  assertEquals(preferences.whereOf(["defaults", "model"]), "project:model");
  assertEquals(preferences.whereOf(["defaults", "profile"]), "mine:profile");
  assertEquals(preferences.whereOf(["defaults", "strictness"]), null);
  assertEquals(preferences.whereOf(["defaults", "model", "length"]), null, "a text has no keys");
  assertEquals(preferences.whereOf(["toString"]), null, "what every object has stands in no file");
});
