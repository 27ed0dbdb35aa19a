import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { tempDir } from "../support/temp_dir.ts";
import { FULL_CONFIG } from "../config/_full_config.ts";
import { testIo } from "./_test_io.ts";

/** A home and a project in it, where commands are run. */
function machine(files: { readonly user?: string; readonly project?: string } = {}) {
  const dir = tempDir();
  const home = Deno.realPathSync(dir.path);
  const cwd = join(home, "project");
  const user = join(home, ".config", "tapedeck", "config.toml");
  const project = join(cwd, "tapedeck.toml");
  Deno.mkdirSync(cwd);
  Deno.mkdirSync(join(user, ".."), { recursive: true });
  if (files.user !== undefined) Deno.writeTextFileSync(user, files.user);
  if (files.project !== undefined) Deno.writeTextFileSync(project, files.project);
  const run = async (...words: string[]) => {
    const io = testIo({ cwd, env: { HOME: home } });
    const code = await main(words, io);
    return { code, ...io.written };
  };
  return {
    cwd,
    user,
    project,
    run,
    documentOf: async (...words: string[]) => JSON.parse((await run(...words, "--json")).stdout),
    textOf: (path: string) => Deno.readTextFileSync(path),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

Deno.test("check: nothing is wrong with files that are not there, or valid", async () => {
  using on = machine();
  assertEquals(await on.run("config", "check"), {
    code: 0,
    stdout: "There is no configuration file, so nothing is wrong with one.\n",
    stderr: "",
  });
  Deno.writeTextFileSync(on.project, FULL_CONFIG);
  // What its plugins and policies are is not known before they run.
  assertEquals((await on.run("config", "check")).stdout, `${on.project}: nothing is wrong.\n`);
});

Deno.test("check lists every problem of every file, and the exit code is 1", async () => {
  using on = machine({ user: "[defaults]\nmodle = 1\nprofle = 2\n", project: "version = 1\n[metrics]\nport = -1\n" });
  const { code, stdout } = await on.run("config", "check");
  assertEquals(code, 1);
  assertEquals(stdout.split("\n"), [
    `${on.user}:2: defaults.modle is not a known key: did you mean "model"?`,
    `${on.user}:3: defaults.profle is not a known key: did you mean "profile"?`,
    `${on.project}:3: metrics.port must be at least 0: current value is -1`,
    "3 problems",
    "",
  ]);
  assertEquals((await on.documentOf("config", "check")).problems[2], {
    file: on.project,
    line: 3,
    key: "metrics.port",
    rule: "must be at least 0: current value is -1",
  });
});

Deno.test("check tells of what valid files name that is not there", async () => {
  using on = machine({
    user: 'version = 1\n[profiles.exact]\ntemperature = 0\n[aliases.models]\na = "b"\n',
    project: `version = 1
[defaults]
profile = "exakt"
[models."a/b"]
profile = "exact"
[providers.openia]
enabled = true
[providers.work]
kind = "openai"
credential = "openai/wrok"
wire = "openai-chatt"
[aliases.models]
b = "a"
[routing]
policy = "cheapest"
[credentials."openai/work"]
env = "A"
`,
  });
  const { code, stdout } = await on.run("config", "check");
  assertEquals(code, 1);
  const lines = stdout.replaceAll(`${on.project}:`, "").split("\n");
  assertEquals(
    lines.slice(0, 5),
    [
      '3: defaults.profile names a profile that there is not (did you mean "exact"?): current value is "exakt"',
      '6: providers.openia names a kind of provider that there is not (did you mean "openai"?): current value is "openia"',
      '10: providers.work.credential names a credential that there is not (did you mean "openai/work"?): ' +
      'current value is "openai/wrok"',
      '11: providers.work.wire names a wire format that there is not (did you mean "openai-chat"?): ' +
      'current value is "openai-chatt"',
      '15: routing.policy names a policy that there is not: current value is "cheapest"',
    ].toSorted((a, b) => lines.indexOf(a) - lines.indexOf(b)),
  );
  assertStringIncludes(stdout, `${on.user}:5: aliases.models.a stands for itself`);
  assertStringIncludes(stdout, `${on.project}:13: aliases.models.b stands for itself`);
  assertStringIncludes(stdout, "7 problems\n");
});

Deno.test("check of one file looks at that file alone, whose credentials may stand elsewhere", async () => {
  using on = machine({ user: "[defaults]\nx = 1\n" });
  Deno.writeTextFileSync(
    join(on.cwd, "a.toml"),
    'version = 1\n[providers.work]\nkind = "openai"\ncredential = "openai/work"\n[defaults]\nprofile = "x"\n',
  );
  const { code, stdout } = await on.run("config", "check", "a.toml");
  assertEquals([code, stdout], [
    1,
    'a.toml:6: defaults.profile names a profile that there is not: current value is "x"\n1 problem\n',
  ]);
  Deno.writeTextFileSync(join(on.cwd, "a.toml"), "version = 9\n");
  assertStringIncludes((await on.run("config", "check", "a.toml")).stdout, "a.toml:1: version ");
  Deno.writeTextFileSync(join(on.cwd, "a.toml"), "a = \n");
  assertStringIncludes((await on.run("config", "check", "a.toml")).stdout, "a.toml:1: is not valid TOML: ");
  assertEquals((await on.run("config", "check", "b.toml")).code, 2);
});

const LAYERS = {
  user: `version = 1
[defaults]
model = "a/b"
profile = "precise"
[parameters]
max_tokens = 100
[credentials."openai/work"]
command = ["op", "read", "op://vault/openai"]
`,
  project: `version = 1
[defaults]
model = "openai/gpt-4o"
[aliases.models]
big = "openai/gpt-4o"
[models."openai/gpt-4o".parameters]
max_tokens = 200
[providers.azure.parameters]
seed = 7
`,
};

Deno.test("show prints what holds as one file, of credentials the names alone", async () => {
  using on = machine(LAYERS);
  const { code, stdout } = await on.run("config", "show");
  assertEquals(code, 0);
  assertStringIncludes(stdout, '[defaults]\nmodel = "openai/gpt-4o"\nprofile = "precise"\n');
  assertStringIncludes(stdout, "# credentials: openai/work\n");
  assert(!stdout.includes("op://"));
  const document = await on.documentOf("config", "show");
  assertEquals(document.config.credentials, ["openai/work"]);
  assertEquals(document.files, [{ role: "user", path: on.user }, { role: "project", path: on.project }]);
  assert(!JSON.stringify(document).includes("op://"));
});

Deno.test("show --explain tells where each value comes from, and what it goes before", async () => {
  using on = machine(LAYERS);
  const { stdout } = await on.run("config", "show", "--explain");
  const rowOf = (key: string) => stdout.split("\n").find((line) => line.startsWith(`${key} `))!.split(/ {2,}/);
  assertEquals(rowOf("defaults.model"), [
    "defaults.model",
    '"openai/gpt-4o"',
    "tapedeck.toml:3",
    `"a/b" (${on.user}:3)`,
  ]);
  assertEquals(rowOf("defaults.profile"), ["defaults.profile", '"precise"', `${on.user}:4`]);
  assertEquals(rowOf('credentials."openai/work"')[1], '"by command"');
  const { values } = await on.documentOf("config", "show", "--explain");
  assertEquals(values.find(({ key }: { key: string }) => key === "defaults.model"), {
    key: "defaults.model",
    value: "openai/gpt-4o",
    origin: { role: "project", path: on.project, line: 3 },
    overridden: [{ value: "a/b", origin: { role: "user", path: on.user, line: 3 } }],
  });
});

Deno.test("show --explain MODEL@PROVIDER tells where the parameters of a call come from", async () => {
  using on = machine(LAYERS);
  const document = await on.documentOf("config", "show", "--explain", "big@azure");
  assertEquals([document.model, document.provider, document.profile], ["openai/gpt-4o", "azure", "precise"]);
  assertEquals(
    document.origins.map((one: { parameter: string; value: unknown; from: string; where: string }) =>
      [one.parameter, one.value, one.from, one.where].join(" ")
    ),
    [
      `max_tokens 200 model ${on.project}:7`,
      `seed 7 provider ${on.project}:9`,
      "temperature 0 preset the preset precise",
    ],
  );
  const { stdout } = await on.run("config", "show", "--explain", "big@azure");
  assertStringIncludes(stdout, "openai/gpt-4o@azure, profile precise\n");
});

Deno.test("path names both files and the line for editors", async () => {
  using on = machine({ project: "" });
  const { stdout } = await on.run("config", "path");
  assertStringIncludes(stdout, `user     ${on.user} (not there)\nproject  ${on.project}\n`);
  assertStringIncludes(stdout, "\n#:schema https://");
  const { files } = await on.documentOf("config", "path");
  assertEquals(files, [
    { role: "user", path: on.user, exists: false },
    { role: "project", path: on.project, exists: true },
  ]);
});

Deno.test("migrate writes, and --dry-run does not", async () => {
  const old = "# mine\n\n[defaults] # x\nmodel = 'a/b'\n";
  using on = machine({ user: "version = 1\n", project: old });
  const { stdout } = await on.run("config", "migrate", "--dry-run");
  assertEquals(
    stdout,
    `${on.user}: is of the current version 1\n${on.project}: would be brought from version 0 to 1\n` +
      "  says which version of the format the file has\n",
  );
  assertEquals(on.textOf(on.project), old);
  const { files } = await on.documentOf("config", "migrate");
  assertEquals(files.map(({ written }: { written: boolean }) => written), [false, true]);
  assertEquals(on.textOf(on.project), "# mine\n\nversion = 1\n\n[defaults] # x\nmodel = 'a/b'\n");
  assertStringIncludes((await on.run("config", "migrate")).stdout, `${on.project}: is of the current version 1\n`);
});

Deno.test("an alias of a model is set, listed, shown and removed", async () => {
  using on = machine({ project: "version = 1 # mine\n" });
  assertEquals((await on.run("model", "alias")).stdout, "No model has an alias.\n");
  assertEquals(await on.run("model", "alias", "fast", "openai/gpt-4o-mini"), {
    code: 0,
    stdout: `fast means openai/gpt-4o-mini (${on.project}).\n`,
    stderr: "",
  });
  assertEquals(on.textOf(on.project), 'version = 1 # mine\n\n[aliases.models]\nfast = "openai/gpt-4o-mini"\n');
  assertEquals((await on.documentOf("model", "alias")).aliases, [
    { name: "fast", target: "openai/gpt-4o-mini", path: on.project, line: 4 },
  ]);
  assertStringIncludes((await on.run("model", "alias", "fast")).stdout, "fast means openai/gpt-4o-mini (");
  assertEquals((await on.run("model", "alias", "fast", "--remove")).code, 0);
  assertEquals(on.textOf(on.project), "version = 1 # mine\n\n[aliases.models]\n");
  assertEquals((await on.run("model", "alias", "fast", "--remove")).code, 2);
  assertEquals((await on.run("model", "alias", "fast")).code, 2);
});

Deno.test("an alias of a model that would stand for itself is refused", async () => {
  using on = machine({ project: '[aliases.models]\na = "b"\n' });
  const { code, stderr } = await on.run("model", "alias", "b", "a");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "stands for itself");
  assertEquals(on.textOf(on.project), '[aliases.models]\na = "b"\n');
});

Deno.test("an alias of a provider must lead to one, and hide none", async () => {
  using on = machine({ user: 'version = 1\n[providers.work]\nkind = "openai"\n' });
  assertEquals((await on.run("provider", "alias", "or", "openrouter")).code, 0);
  assertEquals((await on.run("provider", "alias", "w", "work")).code, 0);
  assertStringIncludes(on.textOf(on.user), '[aliases.providers]\nor = "openrouter"\nw = "work"\n');
  const missing = await on.run("provider", "alias", "or", "openruter");
  assertEquals(missing.code, 2);
  assertStringIncludes(missing.stderr, 'there is no such provider (did you mean "openrouter"?)');
  assertStringIncludes((await on.run("provider", "alias", "groq", "openai")).stderr, "as a provider has this name");
  assertStringIncludes((await on.run("provider", "alias")).stdout, "openrouter");
});

Deno.test("a change goes into the project's file where there is one, else into the user's, or where a flag says", async () => {
  using on = machine();
  const set = async (...flags: string[]) => (await on.documentOf("model", "alias", "a", "b/c", ...flags)).path;
  assertEquals(await set(), on.user);
  assertEquals(await set("--project"), on.project);
  assertEquals(await set(), on.project);
  assertEquals(await set("--user"), on.user);
  const both = await on.run("model", "alias", "a", "b/c", "--user", "--project");
  assertEquals(both.code, 2);
  assertStringIncludes(both.stderr, "current value is --user and --project");
});

Deno.test("an alias of the other file is not removed, and the message tells where it stands", async () => {
  using on = machine({ user: '[aliases.models]\na = "b/c"\n', project: "" });
  const { code, stderr } = await on.run("model", "alias", "a", "--remove");
  assertEquals(code, 2);
  assertStringIncludes(stderr, `it stands in another file, ${on.user} (--user writes that one)`);
  assertEquals((await on.run("model", "alias", "a", "--remove", "--user")).code, 0);
});

Deno.test("the policy is shown, set, and its weights too", async () => {
  using on = machine({ project: "version = 1\n" });
  assertEquals((await on.run("routing", "policy")).stdout, "balanced (by default)\n");
  assertEquals((await on.run("routing", "policy", "cost")).stdout, `cost is the policy from now on (${on.project}).\n`);
  assertEquals((await on.run("routing", "policy")).stdout, `cost (${on.project}:4)\n`);
  await on.run("routing", "policy", "balanced", "--weights", "cost=1,latency=0.5");
  assertEquals(
    on.textOf(on.project),
    'version = 1\n\n[routing]\npolicy = "balanced"\n\n[routing.weights]\ncost = 1\nlatency = 0.5\n',
  );
  assertEquals((await on.documentOf("routing", "policy")).weights, { cost: 1, latency: 0.5 });
});

Deno.test("a policy that is not there, and weights that are none, are refused", async () => {
  using on = machine({ project: "version = 1\n" });
  const refused = async (...words: string[]) => {
    const { code, stderr } = await on.run("routing", "policy", ...words);
    assertEquals(code, 2, stderr);
    return stderr;
  };
  assertStringIncludes(await refused("cots"), '(did you mean "cost"?)');
  assertStringIncludes(await refused("balanced", "--weights", "cots=1"), "must be cost=N");
  assertStringIncludes(await refused("balanced", "--weights", "cost=1,cost=2"), "must be cost=N");
  assertStringIncludes(await refused("cost", "--weights", "cost=1"), "only balanced has some");
  assertStringIncludes(await refused("--weights", "cost=1"), "name balanced");
  assertEquals(on.textOf(on.project), "version = 1\n");
});

Deno.test("a policy of a module of one's own is run to see its name", async () => {
  using on = machine({ project: 'version = 1\n[routing]\npolicies = ["./mine.ts"]\n' });
  Deno.writeTextFileSync(
    join(on.cwd, "mine.ts"),
    'export default { name: "mine", score: () => ({ score: 1, why: "it is mine" }) };\n',
  );
  assertStringIncludes((await on.run("routing", "policy", "mine")).stderr, "the project is not trusted");
  assertEquals((await on.run("config", "trust")).code, 0);
  assertEquals((await on.run("routing", "policy", "mine")).code, 0);
  assertStringIncludes(on.textOf(on.project), 'policy = "mine"');
});
