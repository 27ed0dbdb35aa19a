import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { tempDir } from "../support/temp_dir.ts";
import { type Home, spells, tempHome } from "./_credential_home.ts";
import { ANSWERS, hostileServers } from "./_hostile_servers.ts";
import { KEY, type Source, SOURCES } from "./_key_sources.ts";

const COMMANDS: readonly (readonly string[])[] = [
  ["credential", "list", "--run", "--all"],
  ["credential", "list", "--run", "--json"],
  ["credential", "test"],
  ["credential", "test", "box/default", "--json"],
  ["provider", "list"],
  ["provider", "info", "openai"],
  ["provider", "health", "box"],
  ["provider", "profile", "default"],
  ["catalog", "refresh", "openai", "--force"],
  ["catalog", "status", "--json"],
  ["model", "switch", "a/b", "--dry-run"],
  ["route", "explain", "a/b"],
  ["queue", "status"],
  ["sweep", "run", "plan.toml", "--mode", "append", "--allow-live-in-ci", "--json"],
  ["cassette", "show", "tape.jsonl"],
  ["credential", "set", KEY],
  ["credential", "set", "openai", KEY],
  ["credential", "remove", KEY, "--yes"],
  ["credential", "log"],
];

function setUp(home: Home, source: Source, baseUrl: string): void {
  const provider = `[providers.box]\nkind = "openai"\nbase_url = "${baseUrl}"\nretry = { max_tries = 1 }\n`;
  Deno.writeTextFileSync(`${home.project}/tapedeck.toml`, `${provider}[credentials."box/default"]\n${source.toml}\n`);
  const endpoint = `key = "a/b@box"\nbase_url = "${baseUrl}"\napi_key_env = "SWEEP_KEY"\n` +
    'price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\n';
  const rest = '[prompts]\nitems = [{ prompt = "one" }]\n[run]\nmax_tries = 1\ncassette = "tape.jsonl"\n';
  Deno.writeTextFileSync(`${home.project}/plan.toml`, `name = "canary"\n[[endpoints]]\n${endpoint}${rest}`);
}

for (const [name, sourceIn] of Object.entries(SOURCES)) {
  Deno.test({
    name: `a key from ${name} is nowhere, whatever is run and however a server repeats it`,
    ignore: Deno.build.os === "windows" && name === "command",
    async fn() {
      using home = tempHome();
      using vault = tempDir();
      await using servers = hostileServers();
      const source = sourceIn(vault.path);
      setUp(home, source, servers.baseUrl);
      const trust = { TAPEDECK_TRUST: home.project };
      const keys = { OPENAI_API_KEY: KEY, SWEEP_KEY: KEY, TAPEDECK_DEBUG: "1", ...trust, ...source.env };
      const env = { ...keys, TAPEDECK_CATALOG: `${home.path}/catalog.sqlite` };
      await home.run(["catalog", "override", "openai", "--base-url", servers.baseUrl], { env });
      for (const answer of Object.keys(ANSWERS)) {
        servers.use(answer);
        for (const args of COMMANDS) {
          const { stdout, stderr } = await home.run(args, { env, stdin: [] });
          const what = `${args.join(" ")}, ${answer}: ${stdout}${stderr}`;
          if (!args.includes(KEY)) assertNotEquals(stdout + stderr, "", what);
          assertEquals(spells(stdout, KEY) || spells(stderr, KEY), false, what);
          assertEquals((stdout + stderr).includes(KEY.slice(0, 14)), false, what);
        }
        await Deno.remove(`${home.project}/tape.jsonl`).catch(() => {});
      }
      assertEquals(home.traces(KEY), []);
      assertEquals(servers.led, [], "a key was led elsewhere");
      assert(servers.asked() > 30, `the server was asked ${servers.asked()} times`);
    },
  });
}

Deno.test("a key that is typed is in its own file and nowhere else, whatever fails", async () => {
  using home = tempHome();
  await home.run(["credential", "set", "box/default"], { stdin: [`${KEY}\n`] });
  const file = `${home.path}/.config/tapedeck/credentials/box/default.key`;
  assertEquals(home.traces(KEY), [file]);
  // Files and folders that are in the way.
  for (const blocked of [`${home.path}/.config/tapedeck/config.toml`, `${home.path}/.config/tapedeck/credentials`]) {
    using other = tempHome();
    const path = blocked.replace(home.path, other.path);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (path.endsWith(".toml")) await Deno.mkdir(path);
    else await Deno.writeTextFile(path, "in the way");
    const options = { stdin: [`${KEY}\n`], env: { TAPEDECK_DEBUG: "1" } };
    const { code, stdout, stderr } = await other.run(["credential", "set", "box/default", "--json"], options);
    assertEquals([code === 0, spells(stdout + stderr, KEY)], [false, false], stderr);
    assertEquals(other.traces(KEY).filter((one) => !one.endsWith("/credentials/box/default.key")), []);
  }
});
