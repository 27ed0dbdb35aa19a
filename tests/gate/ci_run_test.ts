import { assertEquals } from "@std/assert";
import { projectRoot } from "./project.ts";

const ignore = Deno.build.os === "windows";

/** Runs `.ci/run` with an `npx` that says what it is told to and a `python3` that has all, and gives the last line, the exit code and the calls. */
async function run(tests: { says: string; code: number }, gate: { says: string; code: number }) {
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
    await Deno.writeTextFile(`${folder}/python3`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/tests`, tests.says);
    await Deno.writeTextFile(`${folder}/gate`, gate.says);
    const { code, stdout } = await new Deno.Command(`${projectRoot}/.ci/run`, {
      clearEnv: true,
      env: { HOME: folder, PATH: `${folder}:${Deno.env.get("PATH")}` },
      stdin: "null",
    }).output();
    const last = new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1);
    return { code, last, calls: (await Deno.readTextFile(`${folder}/calls`)).trimEnd().split("\n") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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
  name: "CI runs the test command and then the gate without the tests, with Jupyter required",
  ignore,
  fn: async () => {
    const { calls } = await run({ says: "ok | 1 passed | 0 failed (1s)\n", code: 0 }, OPEN);
    const ending = "CI=true TAPEDECK_REQUIRE=jupyter";
    assertEquals(calls, [`-y deno@2.9.6 task test ${ending}`, `-y deno@2.9.6 task ok --no-tests ${ending}`]);
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
