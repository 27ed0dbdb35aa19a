import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { stringify } from "@std/toml";
import { join } from "node:path";
import { explainConfig, loadConfig, loadConfigFile } from "../../src/config/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { configs } from "./_configs.ts";

Deno.test("every value that holds stands where its origin says, and what it goes before in the other file", async () => {
  using dir = tempDir();
  const paths = { user: join(dir.path, "mine.toml"), project: join(dir.path, "tapedeck.toml") };
  const env = (name: string) => name === "TAPEDECK_CONFIG" ? paths.user : undefined;
  await fc.assert(
    fc.asyncProperty(configs, configs, async (mine, ours) => {
      const texts = { user: stringify({ ...mine }), project: stringify({ ...ours }) };
      await Deno.writeTextFile(paths.user, texts.user);
      await Deno.writeTextFile(paths.project, texts.project);
      const loaded = await loadConfig({ cwd: dir.path, env });
      for (const { path, value, origin, overridden } of explainConfig(loaded)) {
        assertEquals(origin.path, paths[origin.role]);
        const line = texts[origin.role].split("\n")[origin.line! - 1];
        const name = String(path.findLast((part) => typeof part === "string"));
        assert(
          line.includes(name) || line.includes(JSON.stringify(name).slice(1, -1)),
          `line ${origin.line} has no ${name}: ${line}`,
        );
        assertEquals(loaded.sourcesOf(path)[0].value, value);
        if (overridden.length > 0) assertEquals([origin.role, overridden[0].origin.role], ["project", "user"]);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a single parameter and a credential are one value each; fields under extra have an origin of their own", async () => {
  using dir = tempDir();
  const path = join(dir.path, "a.toml");
  await Deno.writeTextFile(
    path,
    `version = 1
[parameters]
response_format = { type = "json" }
[parameters.extra]
a = { b = 1, c = 2 }
[credentials."openai/work"]
env = "A"
[groups]
g = ["a/b", "c/d"]
[routing.needs]
`,
  );
  assertEquals(
    explainConfig(await loadConfigFile(path)).map(({ key, value, origin }) => [key, value, origin.line]),
    [
      ["parameters.response_format", { type: "json" }, 3],
      ["parameters.extra.a.b", 1, 5],
      ["parameters.extra.a.c", 2, 5],
      ["groups.g", ["a/b", "c/d"], 9],
      ['credentials."openai/work"', { env: "A" }, 6],
      ["routing.needs", {}, 10],
    ],
  );
});
