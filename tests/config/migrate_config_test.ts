import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/toml";
import { UserError } from "../../src/base/mod.ts";
import { CONFIG_MIGRATIONS, type ConfigMigration, migrateConfig } from "../../src/config/mod.ts";
import { editToml } from "../../src/config/toml/mod.ts";

const path = "t.toml";

Deno.test("a file without a version is given one, and keeps every line", () => {
  const text = '# Mine.\n\n[defaults] # what I like\nmodel = "a/b"\n';
  const { text: migrated, from, to, steps } = migrateConfig(text, { path });
  assertEquals([from, to, steps], [0, 1, ["says which version of the format the file has"]]);
  assertEquals(migrated, '# Mine.\n\nversion = 1\n\n[defaults] # what I like\nmodel = "a/b"\n');
});

Deno.test("a current file is left as it is, and migrating twice is migrating once", () => {
  const text = "version = 1 # yes\n";
  assertEquals(migrateConfig(text, { path }), { text, from: 1, to: 1, steps: [] });
  const once = migrateConfig("# x\n", { path }).text;
  assertEquals(migrateConfig(once, { path }).text, once);
});

/** What a second version could be: `[groups]` are named `[sets]`. */
const RENAMED: ConfigMigration = {
  to: 2,
  does: "names groups sets",
  migrate(toml) {
    const { groups } = parse(toml);
    if (groups === undefined) return toml;
    return editToml(toml, [{ path: ["groups"] }, { path: ["sets"], value: groups }]);
  },
};

Deno.test("each step begins where the one before has ended, and comments stay", () => {
  const migrations = [...CONFIG_MIGRATIONS, RENAMED];
  const text = '# Mine.\n[defaults]\nmodel = "a/b" # the best\n\n[groups]\nx = ["a/b"]\n';
  const { text: migrated, from, to, steps } = migrateConfig(text, { path, migrations });
  assertEquals([from, to, steps.length], [0, 2, 2]);
  assertEquals(
    migrated,
    'version = 2\n\n# Mine.\n[defaults]\nmodel = "a/b" # the best\n\n[sets]\nx = ["a/b"]\n',
  );
  assertEquals(migrateConfig("version = 1\n", { path, migrations }).steps, ["names groups sets"]);
});

Deno.test("a file of a later version is refused, and says what to do", () => {
  const error = assertThrows(() => migrateConfig("version = 7\n[unheard_of]\n", { path }), UserError);
  assertEquals(error.exitCode, 2);
  assertStringIncludes(error.message, "Cannot use the configuration t.toml as its format is of a later Tapedeck");
  assertStringIncludes(error.message, "current value is version 7");
  const next = `version = ${CONFIG_MIGRATIONS.length + 1}\n`;
  assertStringIncludes(assertThrows(() => migrateConfig(next, { path }), UserError).message, "a later Tapedeck");
});

Deno.test("what is no TOML is refused with its line", () => {
  assertStringIncludes(assertThrows(() => migrateConfig("a = 1\nb =", { path }), UserError).message, "t.toml:2: ");
});
