import { assert, assertEquals, assertRejects } from "@std/assert";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../src/base/mod.ts";
import { loadProvider } from "../../src/provider/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const ROOM = new URL("../../src/provider/mod.ts", import.meta.url).href;

/** A module that makes a provider of a row of the table. */
function moduleText(end: string, parts = 'key: "cellar"'): string {
  return `import { findProvider } from ${JSON.stringify(ROOM)};
const cellar = { ...findProvider("openai-compatible"), ${parts} };
${end}`;
}

async function problemOf(specifier: string): Promise<string> {
  const error = await assertRejects(() => loadProvider(specifier), UserError);
  assertEquals(error.exitCode, 2);
  return error.message;
}

Deno.test("a provider is loaded by a path or a URL, as the default export or by its name", async () => {
  using dir = tempDir();
  const byDefault = join(dir.path, "default.ts");
  const byName = join(dir.path, "named.js");
  await Deno.writeTextFile(byDefault, moduleText("export default cellar;"));
  await Deno.writeTextFile(byName, moduleText("export const provider = cellar;"));
  for (const specifier of [byDefault, byName, relative(Deno.cwd(), byDefault), pathToFileURL(byName).href]) {
    const provider = await loadProvider(specifier);
    assertEquals(provider.key, "cellar");
    assert(Object.isFrozen(provider));
  }
});

Deno.test("a module that is not there, breaks, or exports no provider is named with the reason", async () => {
  using dir = tempDir();
  const file = async (name: string, text: string) => {
    const path = join(dir.path, name);
    await Deno.writeTextFile(path, text);
    return path;
  };
  const gone = await problemOf(join(dir.path, "gone.ts"));
  assert(gone.startsWith("Cannot load the provider as its module fails:") && gone.includes('": current value'), gone);
  const broken = await problemOf(await file("broken.ts", 'throw new Error("no such luck");'));
  assert(broken.includes("no such luck") && !broken.includes("\n"), broken);
  assert((await problemOf(await file("empty.ts", "export {};"))).includes("no export at all"));
  const other = await problemOf(await file("other.ts", "export const cellar = 1, wine = 2;"));
  assert(other.includes("cellar, wine"), other);
  const wrong = await problemOf(await file("wrong.ts", moduleText("export default cellar;", 'key: "The Cellar"')));
  assert(wrong.includes("wrong.ts") && wrong.includes('"key" must be'), wrong);
});
