import { assert, assertEquals } from "@std/assert";
import { spells, tempHome } from "./_credential_home.ts";
import { ANSWERS, hostileServers } from "./_hostile_servers.ts";
import { KEY } from "./_key_sources.ts";

/** An answer, which has the key in it. */
const TOLD = "answered well, with the key in the answer";
const EVERY: typeof ANSWERS = {
  ...ANSWERS,
  [TOLD]: (key) =>
    Response.json({
      id: key,
      choices: [{ message: { role: "assistant", content: `Hello ${key}` }, finish_reason: "stop" }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
      data: [{ embedding: [1, 0], index: 0 }],
    }, { headers: { "x-request-id": encodeURIComponent(key) } }),
};

const PLAN = (baseUrl: string) =>
  `name = "canary"
stream = false
parameters = { max_tokens = 5 }
[[endpoints]]
key = "a/b@box"
base_url = "${baseUrl}"
api_key_env = "SWEEP_KEY"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[prompts]
items = [{ prompt = "one", expected = "Hello" }, { prompt = "two" }]
[score]
exact = true
[score.judge]
rubric = "It is polite."
endpoint = "a/b@box"
[gate]
score = { min = 0.5 }
[budget]
requests = 50
[run]
max_tries = 1
`;

const COMMANDS: readonly (readonly string[])[] = [
  ["sweep", "run", "plan.toml", "--record-runs", "tapes", "--allow-live-in-ci", "--progress", "json", "--new"],
  ["sweep", "plan", "plan.toml", "--json", "--show", "1"],
  ["run", "list", "--json"],
  ["run", "show", "last"],
  ["run", "results", "last"],
  ["gate"],
  ["report"],
  ["report", "--format", "markdown", "--out", "-"],
  ["report", "--format", "junit", "--out", "-"],
  ["report", "--format", "jsonl", "--out", "rows.jsonl"],
  ["score", "--mode", "append", "--again", "--allow-live-in-ci", "--json"],
  ["score", "--list"],
  ["rate", "--export", "sheet.csv", "--rater", "me"],
  ["sweep", "run", "plan.toml", "--record-runs", "tapes", "--allow-live-in-ci", "--retry-failed", "--json"],
  ["ledger", "merge", "runs/ledger.sqlite", "--into", "merged.sqlite"],
];

/** It gives up the network for the rest of the process: for the last test alone. */
const VERIFY = ["run", "verify", "last"];

/** What was about the command line, and not about a run, proves nothing. */
const MISUSED = /is not a flag of|Unknown command|is no command/;

for (const answer of Object.keys(EVERY)) {
  Deno.test(`a key is in no ledger, tape, report or progress of a sweep whose server ${answer}`, async () => {
    using home = tempHome();
    await using servers = hostileServers(EVERY);
    await Deno.writeTextFile(`${home.project}/plan.toml`, PLAN(servers.baseUrl));
    const env = { SWEEP_KEY: KEY, TAPEDECK_DEBUG: "1", TAPEDECK_CATALOG: `${home.path}/catalog.sqlite` };
    servers.use(answer);
    for (const args of [...COMMANDS, ...answer === TOLD ? [VERIFY] : []]) {
      const { stdout, stderr } = await home.run(args, { env, stdin: [] });
      const what = `${args.join(" ")}: ${stdout}${stderr}`;
      assertEquals(MISUSED.test(stderr), false, what);
      assertEquals(spells(stdout, KEY) || spells(stderr, KEY), false, what);
    }
    assertEquals(home.traces(KEY), []);
    assertEquals(servers.led, []);
    assert(servers.asked() > 0);
  });
}
