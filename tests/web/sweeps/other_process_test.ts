import { assertEquals, assertMatch } from "@std/assert";
import { createDashboard, openSources } from "../../../src/web/mod.ts";
import { runningFolder } from "../../../src/transport/observe/mod.ts";
import { startParrot } from "../../sweep/_parrot.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { browseDashboard, type DashboardBrowser } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";

const chromium = await needs("chromium");
const ROOT = new URL("../../../", import.meta.url).pathname;
const PATIENCE_MS = 120_000;

/** Twelve cells at a server. */
const planFor = (baseUrl: string) =>
  `name = "elsewhere"
repeats = 2
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[grid]
temperature = [0, 0.5]
[prompts]
items = [{ prompt = "one" }, { prompt = "two" }, { prompt = "three" }]
[run]
concurrency = 1
cassette = "tape.jsonl"
`;

/** A server that answers as many calls as it is let; who calls beyond that waits. */
function heldParrot() {
  const waiting: (() => void)[] = [];
  let free = 0;
  const parrot = startParrot({
    async intercept() {
      if (free > 0) free--;
      else await new Promise<void>((go) => waiting.push(go));
      return undefined;
    },
  });
  const release = (calls: number) => {
    const now = waiting.splice(0, calls);
    free += calls - now.length;
    for (const go of now) go();
  };
  return {
    baseUrl: parrot.baseUrl,
    release,
    [Symbol.asyncDispose]() {
      release(waiting.length);
      return parrot[Symbol.asyncDispose]();
    },
  };
}

/** A sweep as a process of its own, whose state is in the folder. */
function sweepProcess(folder: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--config", `${ROOT}deno.json`, "-A", `${ROOT}src/cli/main.ts`, "sweep", "run"],
      ...["plan.toml", "--mode", "append", "--allow-live-in-ci", "--ledger", "ledger.sqlite", "--progress", "none"],
    ],
    cwd: folder,
    env: { NO_COLOR: "1", XDG_STATE_HOME: `${folder}/state` },
    stdout: "null",
    stderr: "null",
  }).spawn();
  let hasEnded = false;
  const ended = child.status.finally(() => hasEnded = true);
  const kill = () => {
    if (!hasEnded) child.kill("SIGKILL");
    return ended;
  };
  return { pid: child.pid, ended, kill, [Symbol.asyncDispose]: async () => void await kill() };
}

/** A dashboard as the command opens it, over a ledger that is not there yet. */
async function browseEmpty(): Promise<DashboardBrowser> {
  const test = await testDashboard({ prompts: [] });
  const { folder } = test;
  const env = (name: string) => name === "XDG_STATE_HOME" ? `${folder}/state` : undefined;
  const open = await openSources({
    cwd: folder,
    env,
    ledgerPath: `${folder}/ledger.sqlite`,
    catalogPath: ":memory:",
    config: `${folder}/tapedeck.toml`,
    runningFolder: runningFolder({ env }),
    offline: true,
    random: () => 0.5,
    warn: () => {},
  });
  const dashboard = createDashboard(open.sources);
  return await browseDashboard(chromium.get(), {
    test: {
      ...test,
      sources: open.sources,
      dashboard,
      async [Symbol.asyncDispose]() {
        await dashboard.close();
        await open[Symbol.asyncDispose]();
        await test[Symbol.asyncDispose]();
      },
    },
  });
}

Deno.test({
  name: "a run of another process is watched as it goes on, is killed, goes on again and is done, on one page",
  ignore: chromium.ignore,
  async fn() {
    await using parrot = heldParrot();
    await using browser = await browseEmpty();
    const { test: { folder } } = browser;
    await Deno.writeTextFile(`${folder}/plan.toml`, planFor(parrot.baseUrl));
    const page = await browser.open("/runs");
    await using child = sweepProcess(folder);
    await page.getByRole("link", { name: "elsewhere" }).click({ timeout: PATIENCE_MS });
    const status = page.locator("#status");
    const shows = (text: string | RegExp) => status.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
    await shows("0 of 12");
    await page.evaluate("window.isTheSame = true");
    parrot.release(4);
    await shows("4 of 12");
    assertMatch(await status.innerText(), /running/);
    await shows(`sweep run, process ${child.pid}`);

    await child.kill();
    await shows("interrupted");
    assertEquals(await status.getByText(`process ${child.pid}`).count(), 0);
    await page.getByText("No process has it").waitFor();

    await using second = sweepProcess(folder);
    await shows("running");
    // It is shown for ten seconds alone.
    const done = page.locator("#notice").getByText("The run elsewhere is done: 12 cells were answered");
    const told = done.waitFor({ timeout: PATIENCE_MS });
    parrot.release(12);
    await Promise.all([shows("12 of 12"), told]);
    await shows("done");
    assertEquals((await second.ended).code, 0);
    assertEquals(await page.locator("#variants tbody tr").count(), 2);
    assertEquals(await page.evaluate("window.isTheSame"), true);
    assertEquals(browser.problems, []);
  },
});
