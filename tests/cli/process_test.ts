import { assertEquals, assertStringIncludes } from "@std/assert";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Runs the command line as a process of its own, in the project's folder. */
async function tapedeck(args: readonly string[], { permissions = ["-A"], env = {} } = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...permissions, "src/cli/main.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("the help needs no permission at all", async () => {
  const { code, stdout, stderr } = await tapedeck(["--help"], { permissions: [] });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "Commands:");
});

Deno.test("a process ends with the code of its work, and stdout has one document", async () => {
  const { code, stdout, stderr } = await tapedeck(["sweep", "plan", "sweeps/million.toml", "--json"], {
    permissions: ["-R"],
  });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout).cells, 1_000_000);
  const wrong = await tapedeck(["sweep", "plan", "--jsn"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, "did you mean --json?");
});
