import { assertEquals } from "@std/assert";
import { projectRoot } from "./project.ts";

const ignore = Deno.build.os === "windows";

/** What `.ci/run` needs of the machine. */
const TOOLS = ["awk", "bash", "cat", "chmod", "dirname", "env", "grep", "mktemp", "rm", "sh", "tee"];

interface Machine {
  readonly hasBrowser?: boolean;
  readonly hasPostgres?: boolean;
  readonly hasTmux?: boolean;
  readonly isRoot?: boolean;
}

/**
 * Runs `.ci/run` on a machine of its own, with an `npx` that says what it is told to and a `python3` that has all, and
 * gives the last line, the exit code and the calls.
 */
async function run(
  tests: { says: string; code: number },
  gate: { says: string; code: number },
  { hasBrowser = true, hasPostgres = true, hasTmux = true, isRoot = false }: Machine = {},
) {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-ci-" });
  try {
    const script = `#!/bin/sh
echo "$* CI=$CI TAPEDECK_REQUIRE=$TAPEDECK_REQUIRE" >> ${folder}/calls
case "$*" in
  *"task test") cat ${folder}/tests; exit ${tests.code} ;;
  *"task ok --no-tests") cat ${folder}/gate; exit ${gate.code} ;;
esac
exit 9
`;
    await Deno.writeTextFile(`${folder}/npx`, script, { mode: 0o755 });
    const program = (name: string, text = "") =>
      Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    await program("python3");
    await program("id", `echo ${isRoot ? 0 : 1000}`);
    await program("apt-get", `echo "apt-get $*" >> ${folder}/calls`);
    if (hasBrowser) await program("chromium");
    if (hasPostgres) await program("pg_ctlcluster");
    if (hasTmux) await program("tmux");
    for (const tool of TOOLS) await Deno.symlink(await whereIs(tool), `${folder}/${tool}`);
    await Deno.writeTextFile(`${folder}/tests`, tests.says);
    await Deno.writeTextFile(`${folder}/gate`, gate.says);
    const { code, stdout } = await new Deno.Command(`${projectRoot}/.ci/run`, {
      clearEnv: true,
      env: { HOME: folder, PATH: folder },
      stdin: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    return {
      code,
      lines,
      last: lines.at(-1),
      calls: (await Deno.readTextFile(`${folder}/calls`)).trimEnd().split("\n"),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function whereIs(tool: string): Promise<string> {
  for (const folder of Deno.env.get("PATH")!.split(":")) {
    const path = `${folder}/${tool}`;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  throw new Error(`Cannot run .ci/run as a tool is missing: current value is "${tool}"`);
}

const OPEN = { says: "ok        0.1 s  lint\nThe gate is open.\n", code: 0 };

Deno.test({
  name: "CI ends with the number of passed and failed tests, added up over all summaries",
  ignore,
  fn: async () => {
    const says = "a ... ok\n\nok | 12 passed (3 steps) | 0 failed | 2 ignored (1s)\n\nok | 3 passed | 0 failed (5ms)\n";
    const { code, last } = await run({ says, code: 0 }, OPEN);
    assertEquals([code, last], [0, "15 passed, 0 failed"]);
  },
});

Deno.test({
  name: "CI runs the test command and then the gate without the tests, with all that it has required",
  ignore,
  fn: async () => {
    const { calls } = await run({ says: "ok | 1 passed | 0 failed (1s)\n", code: 0 }, OPEN);
    const ending = "CI=true TAPEDECK_REQUIRE=jupyter,chromium,jupyterlab,postgres,tmux";
    assertEquals(calls, [`-y deno@2.9.6 task test ${ending}`, `-y deno@2.9.6 task ok --no-tests ${ending}`]);
  },
});

Deno.test({
  name: "CI installs a browser, a server and a terminal where it may, and does without where it may not",
  ignore,
  fn: async () => {
    const tests = { says: "ok | 1 passed | 0 failed (1s)\n", code: 0 };
    const none = { hasBrowser: false, hasPostgres: false, hasTmux: false };
    const { calls } = await run(tests, OPEN, { ...none, isRoot: true });
    const install = "apt-get install -y -qq --no-install-recommends chromium postgresql tmux";
    const task = "-y deno@2.9.6 task test CI=true TAPEDECK_REQUIRE=jupyter";
    assertEquals(calls.slice(0, 3), ["apt-get update -qq", install, `${task},chromium,jupyterlab,postgres,tmux`]);
    assertEquals((await run(tests, OPEN, { hasBrowser: false })).calls[0], `${task},postgres,tmux`);
    assertEquals((await run(tests, OPEN, { hasPostgres: false })).calls[0], `${task},chromium,jupyterlab,tmux`);
    assertEquals((await run(tests, OPEN, { hasTmux: false })).calls[0], `${task},chromium,jupyterlab,postgres`);
  },
});

Deno.test({
  name: "a failed test fails CI, and the gate is run all the same",
  ignore,
  fn: async () => {
    const { code, last, calls } = await run({ says: "FAILED | 4 passed | 2 failed (1s)\n", code: 1 }, OPEN);
    assertEquals([code, last, calls.length], [1, "4 passed, 2 failed", 2]);
  },
});

Deno.test({
  name: "what failed and why stands at the end, behind all that the gate says",
  ignore,
  fn: async () => {
    const failure = [
      " ERRORS ",
      "",
      "a => ./a_test.ts:1:6",
      "error: AssertionError",
      "",
      "FAILED | 4 passed | 1 failed (1s)",
    ];
    const { lines } = await run({ says: `a ... FAILED\n\n${failure.join("\n")}\n`, code: 1 }, OPEN);
    assertEquals(lines.slice(-failure.length - 1), [...failure, "4 passed, 1 failed"]);
  },
});

Deno.test({
  name: "tests that do not even start count as one failure",
  ignore,
  fn: async () => {
    const { code, last } = await run({ says: "error: Type checking failed.\n", code: 1 }, OPEN);
    assertEquals([code, last], [1, "0 passed, 1 failed"]);
  },
});

Deno.test({
  name: "each failed step of the gate counts as one failure",
  ignore,
  fn: async () => {
    const says =
      "FAILED    0.1 s  lint\nno-console\nok        0.2 s  types\nFAILED    1.0 s  sizes\nThe gate is shut: lint, sizes.\n";
    const { code, last } = await run({ says: "ok | 5 passed | 0 failed (1s)\n", code: 0 }, { says, code: 1 });
    assertEquals([code, last], [1, "5 passed, 2 failed"]);
  },
});
