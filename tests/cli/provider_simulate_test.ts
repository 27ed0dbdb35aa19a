import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type TestIo, testIo } from "./_test_io.ts";

const LAWS = `
seed = 3

[[endpoints]]
model = "simulated/mine"

[[endpoints]]
model = "simulated/busy"
failures = [{ kind = "overloaded", every = 1 }]
`;

const chat = (model: string) => ({
  method: "POST",
  body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], temperature: 0 }),
});

/** What came of some requests to the command's server, which is interrupted behind them. */
async function whileServing(
  io: TestIo,
  args: readonly string[],
  use: (origin: string) => Promise<void>,
): Promise<number> {
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const heard: TestIo = {
    ...io,
    stderr: { ...io.stderr, write: (text) => void (io.stderr.write(text), resolve()) },
  };
  const running = main(["provider", "simulate", "--port", "0", ...args], heard);
  await Promise.race([started, running]);
  const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(io.written.stderr) ?? [];
  if (origin !== undefined) {
    await use(origin);
    io.interrupt();
  }
  return await running;
}

Deno.test("a server with the laws of a file runs until Ctrl-C, and counts what it was asked", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/laws.toml`, LAWS);
  const io = testIo({ cwd: folder.path });
  const code = await whileServing(io, ["--laws", "laws.toml", "--port-file", "port"], async (origin) => {
    assertEquals(await Deno.readTextFile(`${folder.path}/port`), `${new URL(origin).port}\n`);
    const url = `${origin}/v1/chat/completions`;
    const fine = await fetch(url, chat("simulated/mine"));
    assertEquals([fine.status, (await fine.json()).model], [200, "simulated/mine"]);
    const busy = await fetch(url, chat("simulated/busy"));
    assertEquals([busy.status, typeof await busy.text()], [503, "string"]);
  });
  assertEquals([code, io.written.stdout], [0, "2 requests, 1 overloaded\n"]);
  assertStringIncludes(io.written.stderr, "Point a client at it: OPENAI_BASE_URL=http://127.0.0.1:");
});

Deno.test("under --json the counts are one document, and a seed is the laws' or the flag's", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/laws.toml`, LAWS);
  const texts: string[] = [];
  for (const seed of [[], ["--seed", "3"], ["--seed", "4"]]) {
    const io = testIo({ cwd: folder.path });
    await whileServing(io, ["--laws", "laws.toml", "--json", ...seed], async (origin) => {
      texts.push(await (await fetch(`${origin}/v1/chat/completions`, chat("simulated/mine"))).text());
    });
    const { requests, problems } = JSON.parse(io.written.stdout);
    assertEquals([requests, problems], [1, {}]);
  }
  assertEquals(texts[0], texts[1]);
  assertEquals(texts[0] === texts[2], false);
});

Deno.test("laws that are not there or cannot be read are wrong usage", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/laws.toml`, "[[endpoints]]\nmodel = 3");
  const io = testIo({ cwd: folder.path });
  assertEquals(await whileServing(io, ["--laws", "laws.toml"], () => Promise.resolve()), 2);
  assertStringIncludes(io.written.stderr, "endpoints[1].model must be a string");
  const other = testIo({ cwd: folder.path });
  assertEquals(await whileServing(other, ["--laws", "nowhere.toml"], () => Promise.resolve()), 2);
  assertStringIncludes(other.written.stderr, "there is no such file");
});
