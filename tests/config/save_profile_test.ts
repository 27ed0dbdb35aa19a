import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { parseConfig, Preferences, rawParameters, readParameters, saveProfile } from "../../src/config/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { arbitraryTable } from "./arbitrary_layers.ts";

const hasNull = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.values(value as object).some(hasNull));

Deno.test("parameters come out of a file as they went in", () => {
  fc.assert(fc.property(arbitraryTable.filter(({ set }) => !hasNull(set)), ({ set }) => {
    const read = readParameters(rawParameters(set), [], {
      add: (path, rule) => {
        throw new Error(`${String(path)} ${rule}`);
      },
    });
    assertEquals(read, { set, unset: [] });
  }));
});

Deno.test("a profile is kept for all models or for one, and the rest of the file stays", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tapedeck.toml`;
  await Deno.writeTextFile(path, "version = 1 # mine\n\n[profiles.terse]\nmax_tokens = 9\nseed = 1\n");
  await saveProfile("terse", { maxTokens: 50, extra: { provider: { sort: "price" } } }, { path });
  await saveProfile("terse", { topP: 0.5 }, { path, model: "openai/gpt-4o" });
  const text = await Deno.readTextFile(path);
  assertEquals(text.split("\n")[0], "version = 1 # mine");
  const preferences = Preferences.of(parseConfig(text, { path }));
  assertEquals(preferences.profile("terse").parameters, { maxTokens: 50, extra: { provider: { sort: "price" } } });
  assertEquals(preferences.profile("terse", "openai/gpt-4o").parameters.topP, 0.5);
});

Deno.test("what cannot stand in a file is an error, and the file stays as it was", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tapedeck.toml`;
  await Deno.writeTextFile(path, "version = 1\n");
  await assertRejects(() => saveProfile("a", { extra: { b: { c: null } } }, { path }), UserError, "extra.b.c");
  await assertRejects(() => saveProfile("a/b", { topP: 0.5 }, { path }), UserError);
  await assertRejects(() => saveProfile("a", { topP: 0.5 }, { path, model: "no model" }), UserError);
  assertEquals(await Deno.readTextFile(path), "version = 1\n");
});
