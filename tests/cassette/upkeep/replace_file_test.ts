import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { formatCassette, verifyCassette } from "../../../src/cassette/mod.ts";
import { recordsOf, tempFolder } from "../support.ts";
import { headerLine, interactionLine, writeTape } from "./support.ts";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const WORKER = fileURLToPath(new URL("../recording_worker.ts", import.meta.url));

/** Run the command line in a process of its own; `before` stands in front of it in a shell. */
async function runProcess(args: readonly string[], { flags = ["-A"], before = "" } = {}) {
  const words = [Deno.execPath(), "run", "--no-check", "-q", ...flags, MAIN, ...args];
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `${before} exec "$@"`, "sh", ...words],
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** A folder with a cassette that is not tidy and larger than a disk that is nearly full. */
async function untidyTape() {
  const folder = await tempFolder();
  const path = `${folder.path}/tape.jsonl`;
  const lines = Array.from({ length: 200 }, (_, i) => interactionLine({ prompt: `${200 - i} ${"word ".repeat(200)}` }));
  await writeTape(path, lines);
  return {
    folder,
    path,
    before: await Deno.readTextFile(path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const WRITERS: { readonly [name: string]: (path: string) => string[] } = {
  fmt: (path) => ["cassette", "fmt", path],
  merge: (path) => ["cassette", "merge", path, path, "--output", path],
  prune: (path) => ["cassette", "prune", path, "--usage", `${path}.usage`, "--write"],
};

for (const [name, args] of Object.entries(WRITERS)) {
  Deno.test({
    name: `${name} leaves the cassette as it was when the disk is full, and says so`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using tape = await untidyTape();
      const keys: string[] = (await recordsOf(tape.path)).map(({ key }) => key);
      const played = Object.fromEntries(keys.slice(1).map((key) => [key, 1]));
      await Deno.writeTextFile(`${tape.path}.usage`, JSON.stringify({ usage: 1, cassette: tape.path, at: "", played }));
      const { code, stderr } = await runProcess(args(tape.path), { before: "trap '' XFSZ; ulimit -f 64;" });
      assertEquals(code, 1, stderr);
      assertStringIncludes(stderr, "as writing failed");
      assertStringIncludes(stderr, tape.path);
      assert(!stderr.includes("this was not expected"), stderr);
      assertEquals(await Deno.readTextFile(tape.path), tape.before);
      const names = [...Deno.readDirSync(tape.folder.path)].map((entry) => entry.name).sort();
      assertEquals(names, ["tape.jsonl", "tape.jsonl.usage"], "nothing half written is left");
    },
  });
}

Deno.test("a file that must not be written is named, and left as it was", async () => {
  await using tape = await untidyTape();
  const flags = ["--allow-read", "--allow-env", "--allow-sys", "--no-prompt"];
  const { code, stderr } = await runProcess(["cassette", "fmt", tape.path], { flags });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot tidy the cassette as it cannot be written");
  assertEquals(await Deno.readTextFile(tape.path), tape.before);
});

Deno.test("what a killed process left half written is no obstacle", async () => {
  await using tape = await untidyTape();
  await Deno.writeTextFile(`${tape.path}.tapedeck-tmp`, headerLine().slice(0, 20));
  await formatCassette(tape.path);
  assertEquals([...Deno.readDirSync(tape.folder.path)].map(({ name }) => name), ["tape.jsonl"]);
});

Deno.test("a tape keeps its rights, whatever a killed process has left or the process takes from new files", {
  ignore: Deno.build.os === "windows",
}, async () => {
  for (const mode of [0o600, 0o666]) {
    await using tape = await untidyTape();
    await Deno.chmod(tape.path, mode);
    await Deno.writeTextFile(`${tape.path}.tapedeck-tmp`, "left", { mode: 0o644 });
    assertEquals((await formatCassette(tape.path)).changed, true);
    assertEquals((await Deno.stat(tape.path)).mode! & 0o777, mode);
  }
});

Deno.test("processes record while others tidy and are killed: no interaction is lost", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/tape.jsonl`;
  const recorders = ["a", "b"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", WORKER, path, name, "40", "60000"],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn()
  );
  const told = Promise.all(recorders.map(async (recorder) => (await recorder.output()).stdout));
  let isOver = false;
  const over = told.then(() => void (isOver = true));
  for (let round = 0; !isOver && round < 40; round++) {
    const tidying = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "-q", MAIN, "cassette", "fmt", path],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await formatCassette(path).catch(() => {});
    if (round % 2 === 0) tidying.kill("SIGKILL");
    await tidying.status;
  }
  await over;
  const numbers = (await told).map((bytes) => new TextDecoder().decode(bytes).trimEnd().split("\n").length);
  assertEquals((await recordsOf(path)).length, numbers[0] + numbers[1]);
  await formatCassette(path);
  assertEquals(await verifyCassette(path), []);
});
