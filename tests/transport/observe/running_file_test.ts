import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { VirtualClock } from "../../../src/base/mod.ts";
import { observe } from "../../../src/transport/observe/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const PID = 4711;

/** A command that has written once how it stands. */
async function written(folder: string): Promise<{ stop(): Promise<void>; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const observer = observe({
    command: "test",
    clock: new VirtualClock(),
    random: () => 0,
    env: () => undefined,
    running: { folder, pid: PID },
    warn: (message) => warnings.push(message),
  });
  await observer.start();
  return { stop: () => observer.stop(), warnings };
}

Deno.test({
  name: "how a command stands is for its user alone, whatever was in the place of its file",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = tempDir();
    const folder = join(dir.path, "state", "running");
    const other = join(dir.path, "precious");
    await Deno.writeTextFile(other, "precious");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.chmod(folder, 0o777);
    await Deno.symlink(other, join(folder, `${PID}.json.new`));
    await Deno.symlink(other, join(folder, `${PID}.json`));
    const { stop, warnings } = await written(folder);
    assertEquals(warnings, []);
    assertEquals(await Deno.readTextFile(other), "precious");
    const { isFile, isSymlink, mode } = await Deno.lstat(join(folder, `${PID}.json`));
    assertEquals([isFile, isSymlink, mode! & 0o777], [true, false, 0o600]);
    assertEquals((await Deno.stat(folder)).mode! & 0o777, 0o700);
    await stop();
    assertEquals([...Deno.readDirSync(folder)], []);
  },
});

Deno.test({
  name: "half a file that a killed process has left, open to others, is replaced",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = tempDir();
    const fresh = join(dir.path, `${PID}.json.new`);
    await Deno.writeTextFile(fresh, "{", { mode: 0o644 });
    const { stop } = await written(dir.path);
    const path = join(dir.path, `${PID}.json`);
    assertEquals([(await Deno.stat(path)).mode! & 0o777, JSON.parse(await Deno.readTextFile(path)).pid], [0o600, PID]);
    await stop();
  },
});
