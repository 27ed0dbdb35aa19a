import { assertEquals } from "@std/assert";
import { POLICY_NAMES } from "../../src/routing/policies/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const page = await Deno.readTextFile(`${ROOT}docs/routing.md`);

/** The command line as a process of its own: a replay gives up the network. */
async function tapedeck(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--config", `${ROOT}deno.json`, "-A", `${ROOT}src/cli/main.ts`, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("the page of routing shows what the quickstart's recording really gives", async () => {
  using dir = tempDir();
  const ledger = `${dir.path}/ledger.sqlite`;
  await tapedeck("sweep", "run", "sweeps/quickstart.toml", "--ledger", ledger, "--out", `${dir.path}/out`, "--json");
  const policies = ["--policy", "cost,round-robin"];
  const text = await tapedeck("route", "counterfactual", ...policies, "--ledger", ledger);
  const [, shown] = /```\n(128 calls of .*?)```/s.exec(page)!;
  const table = text.slice(0, text.indexOf("\nAsked first by"));
  assertEquals(shown.trimEnd(), table.trimEnd());
});

Deno.test("the page of routing has every policy", () => {
  const [, section] = /^## Policies\n(.*?)(?=^A \*\*pin)/ms.exec(page)!;
  const names = [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
  assertEquals(names, [...POLICY_NAMES]);
});
