import { assertEquals, assertRejects } from "@std/assert";
import { writeAtomically } from "../../src/base/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const isWindows = Deno.build.os === "windows";

Deno.test("a file appears when it is whole, and nothing stays beside it", async () => {
  using dir = tempDir();
  const path = `${dir.path}/out`;
  await writeAtomically(path, async (write) => {
    await write(bytes("one "));
    assertEquals(await Deno.stat(path).catch(() => null), null);
    await write(bytes("two"));
  });
  assertEquals([await Deno.readTextFile(path), namesIn(dir.path)], ["one two", ["out"]]);
});

Deno.test("what was there stays when writing fails, and the error is thrown", async () => {
  using dir = tempDir();
  const path = `${dir.path}/out`;
  await Deno.writeTextFile(path, "before");
  const fails = async (write: (some: Uint8Array) => Promise<void>) => {
    await write(bytes("half"));
    throw new RangeError("enough");
  };
  await assertRejects(() => writeAtomically(path, fails), RangeError, "enough");
  assertEquals([await Deno.readTextFile(path), namesIn(dir.path)], ["before", ["out"]]);
  await Deno.mkdir(`${dir.path}/folder`);
  await assertRejects(() => writeAtomically(`${dir.path}/folder`, (write) => write(bytes("x"))));
  assertEquals(namesIn(dir.path), ["folder", "out"]);
});

Deno.test({
  name: "a link stays a link, and rights stay those of the file, or become those of another",
  ignore: isWindows,
  async fn() {
    using dir = tempDir();
    const [real, link, open] = ["real", "link", "open"].map((name) => `${dir.path}/${name}`);
    await Deno.writeTextFile(real, "before");
    await Deno.chmod(real, 0o600);
    await Deno.symlink(real, link);
    await Deno.writeTextFile(open, "");
    await Deno.chmod(open, 0o664);
    const modeOf = async () => (await Deno.stat(real)).mode! & 0o777;
    await writeAtomically(link, (write) => write(bytes("after")));
    assertEquals([await Deno.readTextFile(real), (await Deno.lstat(link)).isSymlink], ["after", true]);
    assertEquals(await modeOf(), 0o600);
    await writeAtomically(link, (write) => write(bytes("again")), { like: open });
    assertEquals(await modeOf(), 0o664);
  },
});
