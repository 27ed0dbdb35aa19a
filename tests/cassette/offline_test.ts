import { assertEquals } from "@std/assert";
import { fakeNetwork, loopback, recordTape, tempFolder } from "./support.ts";

const DOOR = new URL("../../src/cassette/mod.ts", import.meta.url).href;

/** Record one answer, and give a folder with the tape in it. */
async function recorded() {
  const folder = await tempFolder();
  await using recorder = await recordTape(`${folder.path}/tape.jsonl`, {
    fetch: fakeNetwork(() => new Response("taped")),
  });
  await (await recorder.fetch("http://h/")).text();
  return folder;
}

/** Run a program in which `tape` is a replay; what it printed, a line each. */
async function run(folder: string, flags: readonly string[], program: string, options = ""): Promise<string[]> {
  const script = `${folder}/program.ts`;
  await Deno.writeTextFile(
    script,
    `import { openCassette } from "${DOOR}";
     const tape = await openCassette("${folder}/tape.jsonl"${options});
     console.log(await (await tape.fetch("http://h/")).text());
     ${program}`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...flags, script],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  return (new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)).trim().split("\n");
}

const tries = (url: string) => `
  const told = (error) => console.log(error.name);
  await fetch("${url}").then((response) => console.log("LIVE " + response.status), told);
  await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL("${url}").port) }).then(() => console.log("LIVE"), told);
  try { Deno.listen({ port: 0 }); console.log("LIVE"); } catch (error) { told(error); }
  await new Promise((done) => {
    const socket = (() => { try { return new WebSocket("${
  url.replace("http", "ws")
}"); } catch (error) { told(error); } })();
    if (socket === undefined) return done();
    socket.onopen = () => done(console.log("LIVE"));
    socket.onerror = () => done(console.log("NotCapable"));
  });
  const net = await import("node:http");
  await new Promise((done) => {
    const refused = () => done(console.log("NotCapable"));
    try { net.get("${url}", () => done(console.log("LIVE"))).on("error", refused); } catch { refused(); }
  });
`;

for (const flags of [["-A"], ["-A", "--no-prompt"], ["--allow-read", "--allow-net=127.0.0.1"]]) {
  Deno.test(`after a replay has begun nothing in the process reaches the network: deno run ${flags.join(" ")}`, async () => {
    let calls = 0;
    await using server = loopback(() => new Response(String(++calls)));
    await using folder = await recorded();
    const lines = await run(folder.path, flags, tries(server.url));
    assertEquals(lines[0], "taped", lines.join("\n"));
    assertEquals(lines.slice(1), Array(5).fill("NotCapable"), lines.join("\n"));
    assertEquals(calls, 0);
  });
}

Deno.test("a replay that was told to keep the network keeps it", async () => {
  await using server = loopback(() => new Response("live"));
  await using folder = await recorded();
  const program = `console.log(await (await fetch("${server.url}")).text());`;
  assertEquals(await run(folder.path, ["-A"], program, ", { keepNetwork: true }"), ["taped", "live"]);
});

Deno.test("recording does not give the network up", async () => {
  await using server = loopback(() => new Response("live"));
  await using folder = await recorded();
  const program = `console.log(await (await tape.fetch("${server.url}")).text()); await tape.close();`;
  const lines = await run(folder.path, ["-A"], program, ', { mode: "append", ci: "" }');
  assertEquals(lines, ["taped", "live"]);
});

Deno.test("a program that is not trusted with anything but reading its tape can replay", async () => {
  await using folder = await recorded();
  const lines = await run(folder.path, ["--no-prompt", `--allow-read=${folder.path}`], "");
  assertEquals(lines, ["taped"]);
});

/** Whether the program `script` is there, which gives a child a terminal. */
const hasTerminal = Deno.build.os === "linux" &&
  await new Deno.Command("script", { args: ["--version"], stdout: "null", stderr: "null" }).output()
    .then(({ success }) => success, () => false);

Deno.test({
  name: "in a terminal the runtime asks a person first, and with --no-prompt refuses at once",
  ignore: !hasTerminal,
  async fn() {
    let calls = 0;
    await using server = loopback(() => new Response(String(++calls)));
    await using folder = await recorded();
    await run(folder.path, ["-A"], `await fetch("${server.url}").catch((error) => console.log(error.name));`);
    const answers = [];
    for (const flag of ["--no-prompt", "--quiet"]) {
      const child = new Deno.Command("script", {
        args: ["-qec", `${Deno.execPath()} run -A ${flag} --no-check ${folder.path}/program.ts`, "/dev/null"],
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        env: { NO_COLOR: "1" },
        signal: AbortSignal.timeout(180_000),
      }).spawn();
      let shown = "";
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        shown += text;
        if (/Allow\?|NotCapable/.test(shown)) break;
      }
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await child.status;
      answers.push(shown.match(/Allow\?|NotCapable/)?.[0]);
    }
    assertEquals([answers, calls], [["NotCapable", "Allow?"], 0]);
  },
});
