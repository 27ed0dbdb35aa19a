import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, recordTape, tempFolder } from "../support.ts";
import { headerLine, interactionLine, writeTape } from "../upkeep/support.ts";

const COMMAND = fileURLToPath(new URL("./command_process.ts", import.meta.url));
const KILLS = 4;
/** Whoever is to kill may come too late, on a machine that has much to do every time. */
const MOST_ROUNDS = 40;
const TAPE = "tape.jsonl";
/** The shape of OpenAI's project keys; nobody's key. */
const SECRET = `sk-proj-${"q7TzX2lm9KcVw4Rb8NdY".repeat(4)}T3BlbkFJ${"q7TzX2lm9KcVw4Rb8NdY".repeat(4)}`;

/** Each command that writes a cassette anew. */
const COMMANDS: { readonly [name: string]: readonly string[] } = {
  fmt: ["cassette", "fmt", TAPE],
  scrub: ["cassette", "scrub", TAPE],
  merge: ["cassette", "merge", TAPE, "other.jsonl", "--output", TAPE],
  prune: ["cassette", "prune", TAPE, "--usage", "used.jsonl", "--write"],
  migrate: ["cassette", "migrate", TAPE],
  import: ["cassette", "import", "foreign.har", "--out", TAPE, "--force"],
};

function spawn(args: readonly string[], cwd: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-check", COMMAND, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** What each command needs: a tape that all of them change, of some hundred kilobytes. */
async function fill(folder: string, name: string): Promise<void> {
  const filler = "word ".repeat(100);
  const made = (i: number) => ({ prompt: `${i} ${filler}`, answer: i === 3 ? SECRET : `${i} ${filler}` });
  const lines = Array.from({ length: 300 }, (_, i) => interactionLine(made(300 - i)));
  await writeTape(`${folder}/${TAPE}`, lines, name === "migrate" ? { tapedeck: 1 } : {});
  await writeTape(`${folder}/other.jsonl`, [interactionLine({ prompt: "other" })]);
  const key = /"key":"([^"]+)"/.exec(lines[0])![1];
  const usage = { usage: 1, cassette: `${folder}/${TAPE}`, at: "2026-01-02T03:04:05.000Z", played: { [key]: 1 } };
  await Deno.writeTextFile(`${folder}/used.jsonl`, `${JSON.stringify(usage)}\n`);
  const entries = Array.from({ length: 300 }, (_, i) => ({
    startedDateTime: "2026-01-02T03:04:05.000Z",
    time: 5,
    request: { method: "GET", url: `http://h/${i}`, headers: [] },
    response: { status: 200, statusText: "OK", headers: [], content: { mimeType: "text/plain", text: filler } },
  }));
  await Deno.writeTextFile(`${folder}/foreign.har`, JSON.stringify({ log: { version: "1.2", entries } }));
}

/** The size of what is being written beside the tape. */
async function temporarySize(folder: string): Promise<number> {
  for await (const { name } of Deno.readDir(folder)) {
    if (/tmp$/.test(name)) return await Deno.stat(`${folder}/${name}`).then(({ size }) => size, () => 0);
  }
  return -1;
}

for (const [name, args] of Object.entries(COMMANDS)) {
  Deno.test(`whoever kills ${name} finds the old cassette or the new one, and can go on`, async () => {
    const random = seededRandom(name);
    await using folder = await tempFolder();
    const path = `${folder.path}/${TAPE}`;
    await fill(folder.path, name);
    const before = await Deno.readTextFile(path);
    const { code, stderr } = await spawn(args, folder.path).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const after = await Deno.readTextFile(path);
    assert(after !== before);
    let killed = 0;
    for (let round = 0; round < (killed > 0 ? KILLS : MOST_ROUNDS); round++) {
      await fill(folder.path, name);
      const child = spawn(args, folder.path);
      const aim = Math.floor(random() * after.length * 0.9);
      let isOver = false;
      const over = child.status.then(() => void (isOver = true));
      while (!isOver && await temporarySize(folder.path) < aim);
      if (!isOver) child.kill("SIGKILL");
      await Promise.all([over, child.stderr.cancel()]);
      const found = await Deno.readTextFile(path);
      if (found === before) killed++;
      else assert(sameButForTimes(found, after), "neither the old cassette nor the new one");
    }
    assert(killed > 0, "no kill came before the end");
    const again = await spawn(args, folder.path).output();
    assertEquals(again.code, 0, new TextDecoder().decode(again.stderr));
    assertEquals(await verifyCassette(path), []);
    if (name === "migrate") return;
    await using recorder = await recordTape(path, { mode: "append", fetch: fakeNetwork(() => new Response("more")) });
    await (await recorder.fetch("http://h/more")).text();
  });
}

/** A header tells when its cassette was made. */
function sameButForTimes(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '""');
  return plain(a) === plain(b);
}

Deno.test("a recorder that was killed within its first line leaves nothing that keeps the next one from recording", async () => {
  const header = headerLine();
  for (const length of [0, 1, 11, 12, 40, header.length]) {
    await using folder = await tempFolder();
    const path = `${folder.path}/${TAPE}`;
    await Deno.writeTextFile(path, header.slice(0, length));
    {
      await using recorder = await recordTape(path, { fetch: fakeNetwork(() => new Response("one")) });
      await (await recorder.fetch("http://h/")).text();
      assertEquals(recorder.summary.refused, 0);
    }
    assertEquals(await verifyCassette(path), []);
  }
});
