import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMAND_INDEX } from "../../src/cli/command_index.ts";
import { main } from "../../src/cli/main.ts";
import { testIo } from "./_test_io.ts";

async function run(line: string, options = {}) {
  const io = testIo(options);
  const code = await main(line.split(" ").filter((word) => word !== ""), io);
  return { code, ...io.written };
}

const MILLION = new URL("../../sweeps/million.toml", import.meta.url).pathname;

Deno.test("the help lists every command that is not hidden", async () => {
  for (const line of ["--help", "-h", "help"]) {
    const { code, stdout, stderr } = await run(line);
    assertEquals([code, stderr], [0, ""], line);
    const width = Math.max(...COMMAND_INDEX.map(({ name, hidden }) => hidden ? 0 : name.length));
    for (const { name, summary, hidden } of COMMAND_INDEX) {
      assertEquals(stdout.includes(`  ${name.padEnd(width)}  ${summary}`), !hidden, name);
    }
  }
});

Deno.test("the help of a group lists its commands alone", async () => {
  for (const line of ["sweep --help", "help sweep"]) {
    const { code, stdout } = await run(line);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "Usage: tapedeck sweep COMMAND");
    assertStringIncludes(stdout, "  sweep plan  ");
    assertEquals(stdout.includes("  version"), false);
  }
});

Deno.test("the help of a command says how it is used", async () => {
  for (const line of ["sweep plan --help", "sweep plan -h", "help sweep plan", "sweep plan --nonsense --help"]) {
    const { code, stdout, stderr } = await run(line);
    assertEquals([code, stderr], [0, ""], line);
    assertStringIncludes(stdout, "Usage: tapedeck sweep plan PLAN [FLAGS]");
    assertStringIncludes(stdout, "  --json ");
  }
});

Deno.test("help can be had as one JSON document", async () => {
  assertEquals(JSON.parse((await run("--help --json")).stdout).commands[0].name, "sweep run");
  assertEquals(JSON.parse((await run("--json help sweep")).stdout).commands.length, 2);
  assertStringIncludes(JSON.parse((await run("sweep plan --help --json")).stdout).help, "Usage:");
});

Deno.test("wrong usage ends with 2, and says on stderr what was probably meant", async () => {
  const cases: readonly (readonly [line: string, said: string])[] = [
    ["", "a command is missing"],
    ["--json", "a command is missing"],
    ["sweep", "Usage: tapedeck sweep COMMAND"],
    ["swep plan", 'error: "swep plan" is not a command: did you mean "sweep plan"?'],
    ["sweep plam x", 'error: "sweep plam" is not a command: did you mean "sweep plan"?'],
    ["plan", 'error: "plan" is not a command: did you mean "sweep plan"?'],
    ["swep", 'error: "swep" is not a command: did you mean "sweep run" or "sweep plan"?'],
    ["swepe x.toml", 'error: "swepe x.toml" is not a command: did you mean "sweep run" or "sweep plan"?'],
    ["runn", 'error: "runn" is not a command: did you mean "sweep run" or "run list" or "run show"?'],
    ["run my.toml", 'error: "run my.toml" is not a command: did you mean "sweep run" or "run list" or "run show"?'],
    ["sweeps my-plan plan", 'error: "sweeps my-plan" is not a command: did you mean '],
    [
      "--mode record",
      "--mode is not a flag of tapedeck itself: name the command first, as in tapedeck sweep run --mode\n",
    ],
    ["--mode=record sweep run", "as in tapedeck sweep run --mode\n"],
    ["-n 3", "-n is not a flag of tapedeck itself: name the command first, as in tapedeck sweep run -n\n"],
    ["sweep --out x", "as in tapedeck sweep run --out\n"],
    ["--zebra", "--zebra is not a flag of tapedeck itself\n"],
    ["version --json=foo", '--json must be true or false: current value is "foo"'],
    [
      "sweep run --mode replay --mode record",
      '--mode can be given once: current values are "replay" and "record"',
    ],
    ["zebra", 'error: "zebra" is not a command\n'],
    ["help zebra", 'error: "zebra" is not a command\n'],
    ["--hepl", "error: --hepl is not a flag of tapedeck itself: did you mean --help?"],
    ["sweep --jsn", "did you mean --json?"],
    ["sweep plan", 'error: "sweep plan" needs PLAN: '],
    ["sweep plan a b", 'error: "sweep plan" takes one argument: current value is "b"'],
    ["version --jsno", 'error: --jsno is not a flag of "version": did you mean --json?'],
    [
      "sweep run --mode reply",
      '--mode must be one of "replay", "record", "append", "refresh", "passthrough" (did you mean "replay"?): current value is "reply"',
    ],
    ["sweep run --concurrency 1.5", "--concurrency must be a whole number: current value is 1.5"],
    ["sweep run --concurrency many", '--concurrency must be a number: current value is "many"'],
    ["sweep run --mode", "--mode needs a value"],
    ["sweep run --new --resume r", "--new cannot stand beside --resume"],
    ["sweep plan nowhere.toml", "there is no such file: current value is nowhere.toml"],
  ];
  for (const [line, said] of cases) {
    const { code, stdout, stderr } = await run(line);
    assertEquals(code, 2, line);
    assertStringIncludes(stderr, said);
    if (!line.includes("--json")) assertEquals(stdout, "", line);
  }
});

Deno.test("all wrong flags are named at once, and where the help is", async () => {
  const { stderr } = await run("sweep run --modee x --concurrency 0 a b");
  assertEquals(stderr.split("\n"), [
    'error: --modee is not a flag of "sweep run": did you mean --mode?',
    '"sweep run" takes one argument: current value is "b"',
    "--concurrency must be at least 1: current value is 0",
    "See tapedeck sweep run --help",
    "",
  ]);
});

Deno.test("under --json an error is the one document, and its message is on stderr too", async () => {
  for (const line of ["swep --json", "--json swep", "sweep run --modee --json", "sweep plan nowhere.toml --json"]) {
    const { code, stdout, stderr } = await run(line);
    const { error } = JSON.parse(stdout);
    assertEquals([code, error.exit_code, error.kind], [2, 2, "usage"]);
    assertStringIncludes(stderr, error.message);
  }
});

Deno.test("help for people is in no document", async () => {
  for (const line of ["--json", "sweep --json"]) {
    const { stdout, stderr } = await run(line);
    assertEquals(JSON.parse(stdout).error.message, "a command is missing");
    assertMatch(stderr, /^error: a command is missing\n\n[^]*Usage: tapedeck [^]*\n$/);
  }
});

Deno.test("what stands behind two dashes is no flag", async () => {
  assertStringIncludes((await run("sweep plan -- --json")).stderr, "no such file: current value is --json");
});

Deno.test("the version is printed as text and as JSON", async () => {
  assertMatch((await run("version")).stdout, /^tapedeck \d+\.\d+\.\d+ \(deno /);
  assertEquals((await run("--version")).stdout, (await run("version")).stdout);
  assertEquals(JSON.parse((await run("--json version")).stdout).deno, Deno.version.deno);
});

Deno.test("a plan is counted, as text and as JSON", async () => {
  const { code, stdout } = await run(`sweep plan ${MILLION}`);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "million: 1,000,000 cells = 4 endpoints × 10 prompts × 25 temperature");
  const document = JSON.parse((await run(`sweep plan ${MILLION} --json`)).stdout);
  assertEquals(document.cells, 1_000_000);
  assertEquals(document.estimated_calls, 1_000_000);
  assertEquals(document.calls_at_most, 4_000_000);
  assertEquals(document.output_tokens_at_most, 24_000_000);
  assertEquals(document.counts, { endpoints: 4, prompts: 10, variants: 5000, repeats: 5 });
  assertEquals(document.axes.map((axis: { name: string; count: number }) => [axis.name, axis.count]), [
    ["temperature", 25],
    ["top_p", 10],
    ["seed", 20],
  ]);
  assertEquals(document.first_cells[1].label, "temperature=0 top_p=0.1 seed=1");
  assertEquals(document.first_cells[1].repeat, 2);
});

Deno.test("paths start from the world's folder", async () => {
  const cwd = new URL("../../sweeps", import.meta.url).pathname;
  assertStringIncludes((await run("sweep plan million.toml", { cwd })).stdout, "1,000,000 cells");
});
