import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { pythonEnvironment } from "../../../src/notebook/execution/mod.ts";

/** An interpreter that notes each of its calls, and makes an environment whose interpreter it is itself. */
const INTERPRETER = `#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in -c) [ -z "$BARE" ]; exit ;; esac
case "$2" in
  venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  pip) [ -z "$FAIL" ] || { echo "ERROR: no matching distribution" >&2; exit 1; } ;;
esac
`;

interface Place extends AsyncDisposable {
  readonly options: { folder: string; requirements: string; interpreter: string };
  calls(): string[];
}

async function place(environment = ""): Promise<Place> {
  const root = await Deno.makeTempDir({ prefix: "tapedeck-python-" });
  const interpreter = `${root}/python`;
  const head = `#!/bin/sh\nCALLS=${root}/calls\n${environment}\n`;
  await Deno.writeTextFile(interpreter, INTERPRETER.replace("#!/bin/sh\n", head), { mode: 0o755 });
  await Deno.writeTextFile(`${root}/requirements.txt`, "nbclient==1\n");
  return {
    options: { folder: `${root}/env`, requirements: `${root}/requirements.txt`, interpreter },
    calls: () => Deno.readTextFileSync(`${root}/calls`).trim().split("\n"),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "an environment is made and filled once, however many ask at the same time",
  ignore,
  fn: async () => {
    await using here = await place();
    const pythons = await Promise.all(Array.from({ length: 4 }, () => pythonEnvironment(here.options)));
    assertEquals(new Set(pythons), new Set([`${here.options.folder}/bin/python`]));
    assertEquals(here.calls().map((call) => call.split(" ").slice(0, 2).join(" ")), ["-c import", "-m venv", "-m pip"]);
  },
});

Deno.test({
  name: "changed requirements are installed into the same environment",
  ignore,
  fn: async () => {
    await using here = await place();
    await pythonEnvironment(here.options);
    await Deno.writeTextFile(here.options.requirements, "nbclient==2\n");
    await pythonEnvironment(here.options);
    assertEquals(here.calls().filter((call) => call.includes("pip install")).length, 2);
  },
});

Deno.test({
  name: "a failed installation says why in one line and is tried again the next time",
  ignore,
  fn: async () => {
    await using here = await place("FAIL=yes");
    for (let time = 1; time <= 2; time++) {
      const error = await assertRejects(() => pythonEnvironment(here.options), Error, "no matching distribution");
      assert(!error.message.includes("\n"));
    }
    assertEquals(here.calls().filter((call) => call.includes("pip install")).length, 2);
  },
});

Deno.test({
  name: "a Python that makes no environments says which package has that",
  ignore,
  fn: async () => {
    await using here = await place("BARE=yes");
    await assertRejects(() => pythonEnvironment(here.options), UserError, "apt-get install python3-venv");
    assertEquals(here.calls().length, 1);
  },
});

Deno.test({
  name: "requirements may be given by themselves, and what is installed is said first",
  ignore,
  fn: async () => {
    await using here = await place();
    const said: string[] = [];
    const options = {
      ...here.options,
      requirements: ["nbclient==1", "nbformat==2"],
      say: (line: string) => said.push(line),
    };
    await pythonEnvironment(options);
    await pythonEnvironment(options);
    assert(here.calls().at(-1)!.endsWith("nbclient==1 nbformat==2"), here.calls().at(-1));
    assertEquals(said, [`Installing what Jupyter takes into ${options.folder}: a minute, this once`]);
  },
});

Deno.test("a machine without Python says so", async () => {
  await using here = await place();
  const options = { ...here.options, interpreter: "python-that-is-not-there" };
  await assertRejects(() => pythonEnvironment(options), Error, "Cannot run python-that-is-not-there");
});
