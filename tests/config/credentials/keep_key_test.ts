import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { dropKey, keepKey, keyFile } from "../../../src/config/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { storeOf } from "./_providers.ts";

const KEY = "sk-canary-0123456789abcdef";

/** All files and folders below one, with their modes. */
function modesIn(folder: string): { [path: string]: string } {
  const modes: { [path: string]: string } = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    modes[path] = (Deno.statSync(path).mode! & 0o777).toString(8);
    if (isDirectory) Object.assign(modes, modesIn(path));
  }
  return modes;
}

Deno.test("a key is kept where only its owner may read it, and is read back from there", async () => {
  using dir = tempDir();
  const folder = `${dir.path}/tapedeck/credentials`;
  const file = await keepKey(folder, { name: "openai/work", value: `${KEY}\n` });
  assertEquals(file, `${folder}/openai/work.key`);
  if (Deno.build.os !== "windows") {
    assertEquals(modesIn(folder), { [`${folder}/openai`]: "700", [file]: "600" });
    assertEquals(Deno.statSync(folder).mode! & 0o777, 0o700);
  }
  const store = storeOf({}, { credentials: { "openai/work": { file } } });
  assertEquals((await store.get("openai/work")).reveal(), KEY);
  await keepKey(folder, { name: "openai/work", value: "sk-another" });
  store.forget();
  assertEquals((await store.get("openai/work")).reveal(), "sk-another");
  assertEquals(await dropKey(folder, "openai/work"), true);
  assertEquals(await dropKey(folder, "openai/work"), false);
  assertEquals([...Deno.readDirSync(folder)], []);
});

Deno.test({
  name: "folder and file that were open to others are closed, whatever the umask",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = tempDir();
    const folder = `${dir.path}/credentials`;
    await Deno.mkdir(`${folder}/openai`, { recursive: true, mode: 0o777 });
    await Deno.chmod(folder, 0o755);
    await Deno.writeTextFile(`${folder}/openai/work.key`, "old", { mode: 0o644 });
    const umask = Deno.umask(0);
    try {
      await keepKey(folder, { name: "openai/work", value: KEY });
    } finally {
      Deno.umask(umask);
    }
    assertEquals(Object.values(modesIn(dir.path)), ["700", "700", "600"]);
  },
});

Deno.test("no moment shows the key to others: whoever looks sees it whole and closed, or not at all", async () => {
  using dir = tempDir();
  const folder = `${dir.path}/credentials`;
  const watcher = Deno.watchFs(dir.path, { recursive: true });
  const seen: string[] = [];
  const watching = (async () => {
    for await (const { paths } of watcher) {
      for (const path of paths) {
        try {
          const { mode, isFile } = Deno.statSync(path);
          if (isFile && (mode! & 0o077) !== 0) seen.push(path);
          if (path.endsWith(".key") && Deno.readTextFileSync(path) !== `${KEY}\n`) seen.push(`${path} is not whole`);
        } catch {
          // It has its last name by now.
        }
      }
    }
  })();
  for (let i = 0; i < 20; i++) await keepKey(folder, { name: `openai/p${i % 3}`, value: KEY });
  watcher.close();
  await watching;
  assertEquals(seen, []);
});

Deno.test("what is no key is not kept, and not repeated", async () => {
  using dir = tempDir();
  for (const value of ["", "\n", `${KEY} ${KEY}`, `${KEY}\n${KEY}`, "schlüssel-0123456789"]) {
    const { message } = await assertRejects(() => keepKey(dir.path, { name: "openai/work", value }), UserError);
    assertEquals(value.trim() !== "" && message.includes(value), false);
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
  Deno.writeTextFileSync(`${dir.path}/file`, "");
  const { message } = await assertRejects(() => keepKey(`${dir.path}/file`, { name: "a/b", value: KEY }), UserError);
  assertEquals(message.includes(KEY), false);
});

Deno.test("no name leads out of the folder, and no two names to one file", () => {
  const part = fc.string({ minLength: 1 }).filter((text) => !/[\s/@:]/.test(text) && text.isWellFormed());
  fc.assert(fc.property(part, part, part, part, (a, b, c, d) => {
    const [one, two] = [keyFile("/keys", `${a}/${b}`), keyFile("/keys", `${c}/${d}`)];
    assertEquals(/^\/keys\/[^/]+\/[^/]+\.key$/.test(one), true, one);
    assertEquals(one.includes("/../") || one.includes("/./"), false, one);
    assertEquals(one === two, a === c && b === d);
  }));
  assertEquals(keyFile("/keys", "../.."), "/keys/%2E./%2E..key");
});
