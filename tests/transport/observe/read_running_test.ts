import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { readRunning, runningFolder } from "../../../src/transport/observe/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const CLOCK = new VirtualClock(new Date("2026-11-21T12:00:00Z"));

function document(pid: number, rest: { [name: string]: unknown } = {}): string {
  const at = "2026-11-21T11:59:59.000Z";
  return JSON.stringify({ version: 1, pid, startedAt: at, updatedAt: at, endpoints: [], ...rest });
}

Deno.test("all that run are read in the order of their start; of the dead the files are removed", async () => {
  using folder = tempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder.path}/${name}`, text);
  await write("30.json", document(30));
  await write("20.json", document(20, { startedAt: "2026-11-21T11:00:00.000Z" }));
  await write("10.json", document(10));
  await write("99.json", document(99));
  await write("99.json.new", "{");
  await write("20.json.new", "{");
  const found = await readRunning(folder.path, { clock: CLOCK, isAlive: (pid) => pid !== 99 });
  assertEquals(found.map(({ pid }) => pid), [20, 10, 30]);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assertEquals(names, ["10.json", "20.json", "20.json.new", "30.json"]);
});

Deno.test("a process that has not written for ten minutes is another one of the same number", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/1.json`, document(1, { updatedAt: "2026-11-21T11:40:00.000Z" }));
  assertEquals(await readRunning(folder.path, { clock: CLOCK, isAlive: () => true }), []);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("what is not ours, torn or of a later version is left alone", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/1.json`, "{ torn");
  await Deno.writeTextFile(`${folder.path}/2.json`, document(2, { version: 9 }));
  await Deno.writeTextFile(`${folder.path}/notes.txt`, "mine");
  assertEquals(await readRunning(folder.path, { clock: CLOCK, isAlive: () => true }), []);
  assertEquals([...Deno.readDirSync(folder.path)].length, 3);
  assertEquals(await readRunning(`${folder.path}/nowhere`, { clock: CLOCK }), []);
});

Deno.test("the system tells who is alive", async () => {
  using folder = tempDir();
  const ended = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
  await ended.status;
  await Deno.writeTextFile(`${folder.path}/${Deno.pid}.json`, document(Deno.pid));
  await Deno.writeTextFile(`${folder.path}/${ended.pid}.json`, document(ended.pid));
  assertEquals((await readRunning(folder.path, { clock: CLOCK })).map(({ pid }) => pid), [Deno.pid]);
});

Deno.test("the folder is that of the user's state", () => {
  const folder = (env: { [name: string]: string }, os = "linux") => runningFolder({ env: (name) => env[name], os });
  assertEquals(folder({ HOME: "/home/me" }), "/home/me/.local/state/tapedeck/running");
  assertEquals(folder({ HOME: "/home/me", XDG_STATE_HOME: "/state" }), "/state/tapedeck/running");
  assertEquals(folder({ USERPROFILE: "/u", LOCALAPPDATA: "/local" }, "windows"), "/local/tapedeck/running");
  assertEquals(folder({}), null);
});
