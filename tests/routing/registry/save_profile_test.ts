import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openRegistry, ProfileExistsError } from "../../../src/routing/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

async function registryWith(text: string) {
  const folder = tempDir();
  const path = `${folder.path}/tapedeck.toml`;
  await Deno.writeTextFile(path, text);
  const registry = await openRegistry({
    config: path,
    cwd: folder.path,
    env: () => undefined,
    fetch: () => Promise.reject(new Error("nothing is called")),
    ledgerPath: false,
    offline: true,
  });
  return { registry, path, folder };
}

Deno.test("a profile that is kept tells its file, and one that is not tells none", async () => {
  const { registry, path, folder } = await registryWith("version = 1\n");
  using _ = folder;
  await using own = registry;
  assertEquals(await own.saveProfile("quick", { maxTokens: 5 }), null);
  assertEquals(await own.saveProfile("kept", { maxTokens: 5 }, { save: true }), path);
  assertMatch(await Deno.readTextFile(path), /\[profiles\.kept\]\nmax_tokens = 5/);
});

Deno.test("a name that is taken is refused where that is asked for, also when it was taken meanwhile", async () => {
  const { registry, path, folder } = await registryWith("version = 1\n\n[profiles.mine]\ntemperature = 1\n");
  using _ = folder;
  await using own = registry;
  const options = { save: true, replace: false } as const;
  const error = await assertRejects(() => own.saveProfile("mine", {}, options), ProfileExistsError, "one of this name");
  assertEquals([error.profile, error.model], ["mine", null]);
  await own.saveProfile("mine", { temperature: 0 }, { ...options, model: "acme/one" });
  const text = `${await Deno.readTextFile(path)}\n[profiles.theirs]\ntemperature = 1\n`;
  await Deno.writeTextFile(path, text);
  await assertRejects(() => own.saveProfile("theirs", { temperature: 0 }, options), ProfileExistsError);
  assertEquals(await Deno.readTextFile(path), text);
  await own.saveProfile("theirs", { temperature: 0 }, { save: true });
  assertMatch(await Deno.readTextFile(path), /\[profiles\.theirs\]\ntemperature = 0\n/);
});
