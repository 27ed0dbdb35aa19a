import { assertEquals, assertRejects } from "@std/assert";
import { findChromium } from "./browser.ts";
import { tempDir } from "./temp_dir.ts";

Deno.test("a browser is found in the first folder of the path that has one", async () => {
  using first = tempDir();
  using second = tempDir();
  await Deno.mkdir(`${first.path}/chromium`);
  await Deno.writeTextFile(`${first.path}/google-chrome`, "");
  await Deno.writeTextFile(`${second.path}/chromium`, "");
  assertEquals(await findChromium(`:${first.path}:${second.path}`), `${first.path}/google-chrome`);
  assertEquals(await findChromium(second.path), `${second.path}/chromium`);
});

Deno.test("a machine without a browser says how it gets one", async () => {
  using folder = tempDir();
  await assertRejects(() => findChromium(folder.path), Error, "apt-get install chromium");
});
