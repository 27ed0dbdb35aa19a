import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../src/base/mod.ts";
import { editConfig, parseConfig } from "../../src/config/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { FULL_CONFIG } from "./_full_config.ts";

const ALIAS = [{ path: ["aliases", "models", "slow"], value: "a/b" }];

/** A file with a text in a folder that goes away. */
function tomlFile(text: string | Uint8Array) {
  const dir = tempDir();
  const path = join(Deno.realPathSync(dir.path), "tapedeck.toml");
  if (typeof text === "string") Deno.writeTextFileSync(path, text);
  else Deno.writeFileSync(path, text);
  return {
    path,
    folder: join(path, ".."),
    read: () => Deno.readTextFileSync(path),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("an edit changes its line, and leaves every other byte of the file", async () => {
  using file = tomlFile(FULL_CONFIG);
  const { path, isChanged, config } = await editConfig(file.path, ALIAS);
  assertEquals([path, isChanged], [file.path, true]);
  assertEquals(config.aliases?.models, { fast: "openai/gpt-4o-mini", slow: "a/b" });
  assertEquals(
    file.read(),
    FULL_CONFIG.replace('fast = "openai/gpt-4o-mini"\n', '$&slow = "a/b"\n'),
  );
  assertEquals(filesIn(file.folder), ["tapedeck.toml"]);
});

Deno.test("what is already so is not written again", async () => {
  using file = tomlFile(FULL_CONFIG);
  const before = Deno.statSync(file.path);
  assertEquals((await editConfig(file.path, [{ path: ["defaults", "model"], value: "fast" }])).isChanged, false);
  assertEquals(Deno.statSync(file.path).ino, before.ino);
});

Deno.test("an edit can follow from what the file says", async () => {
  using file = tomlFile('version = 1\n[groups]\ng = ["a/b"]\n');
  await editConfig(file.path, ({ groups }) => [{ path: ["groups", "g"], value: [...groups!.g, "c/d"] }]);
  assertEquals(file.read(), 'version = 1\n[groups]\ng = ["a/b", "c/d"]\n');
});

Deno.test("a file that is not there is made, and its folders too", async () => {
  using dir = tempDir();
  const path = join(dir.path, "a", "b", "config.toml");
  await editConfig(path, [{ path: ["defaults", "model"], value: "a/b" }]);
  assertEquals(await Deno.readTextFile(path), 'version = 1\n\n[defaults]\nmodel = "a/b"\n');
});

Deno.test("a byte order mark and the line ends of Windows stay", async () => {
  using file = tomlFile('\uFEFFversion = 1\r\n[aliases.models]\r\nfast = "x/y" # quick\r\n');
  await editConfig(file.path, ALIAS);
  assertEquals(
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(Deno.readFileSync(file.path)),
    '\uFEFFversion = 1\r\n[aliases.models]\r\nfast = "x/y" # quick\r\nslow = "a/b"\r\n',
  );
});

Deno.test("a link stays a link, and the rights of the file stay", { ignore: Deno.build.os === "windows" }, async () => {
  using file = tomlFile("version = 1\n");
  await Deno.chmod(file.path, 0o640);
  const link = join(file.folder, "link.toml");
  await Deno.symlink("tapedeck.toml", link);
  const { path } = await editConfig(link, ALIAS);
  assertEquals(path, file.path);
  assertEquals(Deno.lstatSync(link).isSymlink, true);
  assertEquals(Deno.statSync(file.path).mode! & 0o777, 0o640);
  assertEquals(file.read(), 'version = 1\n\n[aliases.models]\nslow = "a/b"\n');
});

Deno.test("a link that leads to nothing leads to a new file afterwards", async () => {
  using dir = tempDir();
  const link = join(dir.path, "link.toml");
  await Deno.symlink("there.toml", link);
  await editConfig(link, ALIAS);
  assertEquals(Deno.lstatSync(link).isSymlink, true);
  assertStringIncludes(Deno.readTextFileSync(join(dir.path, "there.toml")), 'slow = "a/b"');
});

Deno.test("an edit after which the file is not valid is refused, and the file left as it was", async () => {
  using file = tomlFile("version = 1 # mine\n");
  const error = await assertRejects(
    () => editConfig(file.path, [{ path: ["defaults", "strictnes"], value: "warn" }]),
    UserError,
  );
  assertStringIncludes(error.message, "as it would not be valid any more; it was left as it was:\n");
  assertStringIncludes(error.message, 'defaults.strictnes is not a known key: did you mean "strictness"?');
  assertEquals(file.read(), "version = 1 # mine\n");
  assertEquals(filesIn(file.folder), ["tapedeck.toml"]);
});

Deno.test("a key is not written, and not repeated", async () => {
  using file = tomlFile("version = 1\n");
  const key = `sk-proj-${"a1B2".repeat(8)}`;
  const error = await assertRejects(() => editConfig(file.path, [{ path: ["defaults", "model"], value: key }]));
  assert(!(error as Error).message.includes(key));
  assertEquals(file.read(), "version = 1\n");
});

Deno.test("a new file that would not be valid is not made", async () => {
  using dir = tempDir();
  const path = join(dir.path, "config.toml");
  await assertRejects(() => editConfig(path, [{ path: ["defaults", "x"], value: 1 }]), UserError);
  assertEquals(filesIn(dir.path), []);
});

Deno.test("a file that is not valid is not edited", async () => {
  for (const text of ["[defaults\n", "[defaults]\nx = 1\n", new Uint8Array([0x23, 0xff])]) {
    using file = tomlFile(text);
    const before = Deno.readFileSync(file.path);
    await assertRejects(() => editConfig(file.path, ALIAS), UserError);
    assertEquals(Deno.readFileSync(file.path), before);
  }
});

Deno.test("a folder in the file's place is an error of the user's", async () => {
  using dir = tempDir();
  const error = await assertRejects(() => editConfig(dir.path, ALIAS), UserError);
  assertStringIncludes(error.message, `it is a folder; it was left as it was: current value is ${dir.path}`);
});

const sealed = Deno.makeTempDirSync({ prefix: "tapedeck-sealed-" });
addEventListener("unload", () => Deno.removeSync(sealed, { recursive: true }));
Deno.writeTextFileSync(join(sealed, "config.toml"), "version = 1\n");

Deno.test({
  name: "in a folder that may not be written the file is left as it was",
  permissions: { read: true, write: [join(sealed, "config.toml")] },
  async fn() {
    const path = join(sealed, "config.toml");
    const error = await assertRejects(() => editConfig(path, ALIAS), UserError);
    assertStringIncludes(error.message, "Cannot write the configuration as it or its folder may not be written");
    assertEquals(Deno.readTextFileSync(path), "version = 1\n");
  },
});

Deno.test("edits at once come one after the other: none is lost", async () => {
  using file = tomlFile("# mine\nversion = 1\n");
  const names = Array.from({ length: 20 }, (_, i) => `g${i}`);
  await Promise.all(names.map((name) => editConfig(file.path, [{ path: ["groups", name], value: ["a/b"] }])));
  assertEquals(Object.keys(parseConfig(file.read(), file).groups!).sort(), names.toSorted());
  assertEquals(filesIn(file.folder), ["tapedeck.toml"]);
});

Deno.test("what an editor writes in between, without a lock, is not taken back", async () => {
  using file = tomlFile("version = 1\n");
  let isFirst = true;
  await editConfig(file.path, () => {
    if (isFirst) Deno.writeTextFileSync(file.path, "version = 1\n# by hand\n");
    isFirst = false;
    return ALIAS;
  });
  assertEquals(file.read(), 'version = 1\n# by hand\n\n[aliases.models]\nslow = "a/b"\n');
});

Deno.test("processes that edit one file at once lose nothing", async () => {
  using file = tomlFile("version = 1\n");
  const script = fileURLToPath(new URL("./_add_groups.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const runs = ["a", "b"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--no-lock", "--no-check", "--config", config, script, file.path, name, "15"],
    }).output()
  );
  for (const { success, stderr } of await Promise.all(runs)) assert(success, new TextDecoder().decode(stderr));
  assertEquals(Object.keys(parseConfig(file.read(), file).groups!).length, 30);
  assertEquals(filesIn(file.folder), ["tapedeck.toml"]);
});
