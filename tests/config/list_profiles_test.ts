import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../src/base/mod.ts";
import { deleteProfile, listProfiles, Preferences, profileNameProblem, saveProfile } from "../../src/config/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const PREFERENCES = Preferences.of({
  defaults: { profile: "precise" },
  profiles: { careful: { temperature: 0.1 }, precise: { top_p: 0.5 } },
  models: { "a/x": { profile: "mine", profiles: { mine: { max_tokens: 5 }, careful: { seed: 1 } } } },
});

Deno.test("profiles and presets are listed with what they set and where it stands", () => {
  const profiles = listProfiles(PREFERENCES);
  assertEquals(profiles.map(({ name, isDefault, isPreset }) => [name, isDefault, isPreset]), [
    ["careful", false, false],
    ["creative", false, true],
    ["economical", false, true],
    ["precise", true, true],
  ]);
  assertEquals(profiles[3].parameters, { temperature: 0, topP: 0.5 });
  assertEquals(profiles[3].where, ["the preset precise", "profiles.precise.top_p"]);
});

Deno.test("a model has its own profiles beside the others, and its own default", () => {
  const profiles = listProfiles(PREFERENCES, "a/x");
  assertEquals(profiles.find(({ isDefault }) => isDefault)?.name, "mine");
  assertEquals(profiles.find(({ name }) => name === "careful")?.parameters, { temperature: 0.1, seed: 1 });
});

Deno.test("a profile is deleted from its file, and nothing else", async () => {
  using dir = tempDir();
  const path = join(dir.path, "tapedeck.toml");
  await Deno.writeTextFile(path, "version = 1 # ours\n\n[profiles.kept]\ntemperature = 1\n");
  await saveProfile("gone", { temperature: 0 }, { path });
  await saveProfile("gone", { topP: 0.1 }, { path, model: "a/x" });
  const { config } = await deleteProfile("gone", { path });
  assertEquals(config.profiles, { kept: { temperature: 1 } });
  assertEquals(config.models?.["a/x"]?.profiles, { gone: { top_p: 0.1 } });
  await deleteProfile("gone", { path, model: "a/x" });
  assertEquals((await Deno.readTextFile(path)).startsWith("version = 1 # ours\n"), true);
  await assertRejects(
    () => deleteProfile("gone", { path }),
    UserError,
    `Cannot delete the profile as ${path} has none of the name: current value is "gone"`,
  );
});

Deno.test("a name that no file could have is told by its rule", () => {
  assertEquals(profileNameProblem("careful-0.2"), null);
  for (const name of ["", "two words", "a/b", "a@b", "*"]) {
    assertEquals(profileNameProblem(name), 'must be a name without blanks, "/", "@", ":" and "*"');
  }
});
