import { assertEquals, assertStringIncludes } from "@std/assert";
import { tempHome } from "./_credential_home.ts";

const KEY = "sk-canary-0123456789abcdef";

/** A server that takes one key, told by its headers. */
function keyServer(key: string) {
  const seen: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const given = request.headers.get("authorization") ?? "";
    seen.push(`${request.method} ${new URL(request.url).pathname} ${given}`);
    return given === `Bearer ${key}` ? Response.json({ data: [] }) : Response.json({ error: given }, { status: 401 });
  });
  return {
    seen,
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("a key that is piped in is kept, listed, used and removed", async () => {
  using home = tempHome();
  const set = await home.run(["credential", "set", "openai/work"], { stdin: [KEY.slice(0, 9), `${KEY.slice(9)}\n`] });
  assertEquals([set.code, set.stderr], [0, ""]);
  assertStringIncludes(set.stdout, "openai/work: the file ~/.config/tapedeck/credentials/openai/work.key\n");
  assertStringIncludes(set.stdout, "No provider is called with it yet: `tapedeck provider profile work`");
  const file = `${home.path}/.config/tapedeck/credentials/openai/work.key`;
  assertEquals(home.traces(KEY), [file]);
  if (Deno.build.os !== "windows") assertEquals(Deno.statSync(file).mode! & 0o777, 0o600);

  const profile = await home.run(["provider", "profile", "work", "--json"]);
  assertEquals(JSON.parse(profile.stdout), {
    profile: "work",
    config: home.config,
    credentials: { openai: "openai/work" },
    note: null,
  });
  const list = await home.run(["credential", "list", "--json"], { env: { OPENAI_API_KEY: "sk-another-0123456789" } });
  const { credentials } = JSON.parse(list.stdout);
  assertEquals(credentials.map((one: { [name: string]: unknown }) => [one.name, one.is_present, one.wins, one.why]), [
    ["openai/work", true, true, null],
    ["env:OPENAI_API_KEY", true, false, "openai/work goes before it"],
  ]);

  assertEquals((await home.run(["credential", "remove", "openai/work"])).code, 2);
  const removed = await home.run(["credential", "remove", "openai/work", "--yes"]);
  assertStringIncludes(removed.stdout, "openai/work: removed its entry in ");
  assertEquals([home.traces(KEY), home.traces("openai/work")], [[], []]);
  const again = await home.run(["credential", "remove", "openai/work", "--yes"]);
  assertEquals(again.code, 2);
  assertStringIncludes(again.stderr, "it is not set up");
});

Deno.test("whoever is asked may say no", async () => {
  using home = tempHome();
  await home.run(["credential", "set", "openai", "--env", "MY_KEY"]);
  const keys = () => {};
  const no = await home.run(["credential", "remove", "openai"], { stdin: ["\n"], keys });
  assertEquals([no.code, no.stdout], [1, "Nothing was removed.\n"]);
  assertStringIncludes(no.stderr, "Remove openai/default: its entry in ");
  const yes = await home.run(["credential", "remove", "openai"], { stdin: ["y\n"], keys });
  assertEquals(yes.code, 0);
  assertEquals((await Deno.readTextFile(home.config)).includes("MY_KEY"), false);
});

Deno.test("comments and order of the configuration stay, and one place takes that of another", async () => {
  using home = tempHome();
  await Deno.mkdir(`${home.path}/.config/tapedeck`, { recursive: true });
  const before =
    '# mine\nversion = 1\n\n[credentials."openai/work"] # of the firm\nenv = "A"\n\n[metrics]\nport = 1 # free\n';
  await Deno.writeTextFile(home.config, before);
  await home.run(["credential", "set", "openai/work"], { stdin: [KEY] });
  const file = `${home.path}/.config/tapedeck/credentials/openai/work.key`;
  assertEquals(home.traces(KEY), [file]);
  const words = ["op", "read", "op://My Vault/openai"];
  const set = await home.run(["credential", "set", "openai/work", "--command", ...words]);
  assertStringIncludes(set.stdout, "openai/work: the command op read 'op://My Vault/openai'\n");
  const after = await Deno.readTextFile(home.config);
  assertStringIncludes(after, '[credentials."openai/work"] # of the firm\n');
  assertStringIncludes(after, 'command = ["op", "read", "op://My Vault/openai"]');
  assertStringIncludes(after, "\n[metrics]\nport = 1 # free\n");
  assertEquals([after.includes("env ="), after.includes("file =")], [false, false]);
  // The file that was kept for it is nobody's any more.
  assertEquals(home.traces(KEY), []);
});

Deno.test("a file of one's own must be its owner's alone, and stays when its credential goes", async () => {
  using home = tempHome();
  const path = `${home.project}/key`;
  await Deno.writeTextFile(path, KEY, { mode: 0o644 });
  const open = await home.run(["credential", "set", "groq", "--file", "key"]);
  assertEquals(open.code, 1);
  assertStringIncludes(open.stderr, `chmod 600 "${path}"`);
  await Deno.chmod(path, 0o600);
  const set = await home.run(["credential", "set", "groq", "--file", "key"]);
  assertStringIncludes(set.stdout, "groq/default: the file ~/project/key\ngroq is called with it.\n");
  await home.run(["credential", "remove", "groq", "--yes"]);
  assertEquals(home.traces(KEY), [path]);
});

Deno.test("what could be a key on the command line is refused, and not repeated", async () => {
  using home = tempHome();
  const key = "sk-proj-0123456789abcdef0123456789";
  for (
    const words of [
      [key],
      ["openai", key],
      ["openai/work", "--env", key],
      ["openai/work", "--file", key],
      [
        "openai/work",
        "--command",
        "echo",
        key,
      ],
      ["openai/work", "--env", "lower"],
      ["openai/work", "--command"],
      ["openai/work", "--env", "A", "--file", "b"],
      ["a b"],
    ]
  ) {
    const { code, stdout, stderr } = await home.run(["credential", "set", ...words], { stdin: [key] });
    assertEquals([code, stdout, stderr.includes(key)], [2, "", false], stderr);
  }
  assertEquals(home.traces(key), []);
});

Deno.test("what is typed does not show, can be mended, and the terminal is as it was", async () => {
  using home = tempHome();
  const raw: boolean[] = [];
  const stdin = ["wrong\x15sk-cana", "ry-01234567\x1b[D89abcdefx", "\x7f", "\r"];
  const { code, stdout, stderr } = await home.run(["credential", "set", "openai"], {
    stdin,
    keys: (on) => raw.push(on),
  });
  assertEquals([code, stderr], [0, "Key for openai/default (it does not show): \n"]);
  assertStringIncludes(stdout, "openai is called with it.\n");
  assertEquals(raw, [true, false]);
  const file = `${home.path}/.config/tapedeck/credentials/openai/default.key`;
  assertEquals(await Deno.readTextFile(file), `${KEY}\n`);
});

Deno.test("Ctrl-C while typing changes nothing, and the terminal is as it was", async () => {
  using home = tempHome();
  for (const stdin of [["sk-can", "\x03"], ["\x04"], ["\r"]]) {
    const raw: boolean[] = [];
    const { code, stdout } = await home.run(["credential", "set", "openai"], { stdin, keys: (on) => raw.push(on) });
    assertEquals([code === 0, stdout, raw], [false, "", [true, false]]);
  }
  assertEquals([...Deno.readDirSync(home.path)].map(({ name }) => name), ["project"]);
});

Deno.test("a key is valid, refused, or nobody answers", async () => {
  using home = tempHome();
  await using server = keyServer(KEY);
  const section = (name: string, url: string) =>
    `[providers.${name}]\nkind = "openai"\nbase_url = "${url}"\n[credentials."${name}/default"]\nenv = "${name.toUpperCase()}"\n`;
  const nowhere = "http://127.0.0.1:1/v1";
  await Deno.writeTextFile(
    `${home.project}/tapedeck.toml`,
    section("good", server.baseUrl) + section("bad", server.baseUrl) + section("gone", nowhere) +
      section("unset", nowhere),
  );
  const env = { GOOD: KEY, BAD: "sk-wrong-0123456789", GONE: KEY };
  const all = await home.run(["credential", "test", "--json"], { env });
  const states = Object.fromEntries(
    JSON.parse(all.stdout).credentials.map((one: { provider: string; state: string }) => [one.provider, one.state]),
  );
  assertEquals(states, { good: "valid", bad: "refused", gone: "unreachable", unset: "missing" });
  assertEquals(all.code, 1);
  const good = await home.run(["credential", "test", "good/default"], { env });
  assertEquals(good.code, 0);
  assertStringIncludes(good.stdout, `${server.baseUrl}/models`);
  assertEquals((await home.run(["credential", "test", "good"], { env })).code, 0);
  assertEquals((await home.run(["credential", "test", "nobody"], { env })).code, 2);
  assertEquals((await home.run(["credential", "test", "nobody/x"], { env })).code, 2);
  assertEquals(new Set(server.seen.map((line) => line.split(" ")[1])), new Set(["/v1/models"]));

  const log = await home.run(["credential", "log", "--json", "--name", "good/default"]);
  const { uses, is_on } = JSON.parse(log.stdout);
  assertEquals(is_on, true);
  assertEquals(uses.reduce((sum: number, { count }: { count: number }) => sum + count, 0), 3);
  assertEquals([uses[0].host, uses[0].provider, uses[0].command], [
    new URL(server.baseUrl).host,
    "good",
    "credential test",
  ]);
});

Deno.test("a server that answers anybody tells nothing of a key", async () => {
  using home = tempHome();
  await using open = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => Response.json({ data: [] }));
  await using closed = keyServer(KEY);
  const section = (name: string, url: string) =>
    `[providers.${name}]\nkind = "openai-compatible"\nbase_url = "${url}"\n[credentials."${name}/default"]\nenv = "BOX"\n`;
  await Deno.writeTextFile(
    `${home.project}/tapedeck.toml`,
    section("open", `http://127.0.0.1:${open.addr.port}/v1`) + section("closed", closed.baseUrl),
  );
  const { code, stdout } = await home.run(["credential", "test", "--json"], { env: { BOX: KEY } });
  const states = JSON.parse(stdout).credentials.map((one: { state: string }) => one.state);
  assertEquals([code, states], [0, ["unknown", "valid"]]);
  assertEquals(closed.seen.map((line) => line.endsWith(KEY)), [true, false]);
});

Deno.test("a key is tested at no server but its own", async () => {
  using home = tempHome();
  await using server = keyServer(KEY);
  const moved = `[providers.openai]\nbase_url = "${server.baseUrl}"\n[credentials."openai/work"]\nenv = "WORK"\n`;
  await Deno.writeTextFile(`${home.project}/tapedeck.toml`, moved);
  const env = { WORK: KEY, OPENAI_API_KEY: KEY };
  const { code, stderr } = await home.run(["credential", "test", "openai/work"], { env });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "which is not openai's own");
  assertEquals(
    (await home.run(["credential", "test"], { env })).stdout,
    "No provider is called with a key: openai/work does not count, and `tapedeck credential list` says why. " +
      "`tapedeck credential test NAME` tests one.\n",
  );
  assertEquals(server.seen, []);
});

Deno.test("the log can be turned off, and by the user's own file only", async () => {
  using home = tempHome();
  await using server = keyServer(KEY);
  const off = "[defaults]\ncredential_log = false\n";
  await Deno.writeTextFile(
    `${home.project}/tapedeck.toml`,
    `${off}[providers.box]\nkind = "openai"\nbase_url = "${server.baseUrl}"\n` +
      '[credentials."box/default"]\nenv = "BOX"\n',
  );
  assertEquals((await home.run(["credential", "test"], { env: { BOX: KEY } })).code, 0);
  assertStringIncludes((await home.run(["credential", "log"])).stdout, "box/default");
  await Deno.remove(`${home.path}/.local`, { recursive: true });
  await Deno.mkdir(`${home.path}/.config/tapedeck`, { recursive: true });
  await Deno.writeTextFile(home.config, off);
  assertEquals((await home.run(["credential", "test"], { env: { BOX: KEY } })).code, 0);
  const { stdout } = await home.run(["credential", "log"]);
  assertEquals(stdout, "The log is turned off.\nNo key was used.\n");
});

Deno.test("what goes before a chosen profile is told", async () => {
  using home = tempHome();
  const env = { TAPEDECK_CREDENTIAL_PROFILE: "home" };
  assertStringIncludes((await home.run(["provider", "profile", "work"], { env })).stdout, "CREDENTIAL_PROFILE is home");
  await Deno.writeTextFile(`${home.project}/tapedeck.toml`, '[defaults]\ncredential_profile = "team"\n');
  const { stdout } = await home.run(["provider", "profile", "work"]);
  assertStringIncludes(stdout, "No credential has this profile yet: tapedeck credential set PROVIDER/work\n");
  assertStringIncludes(stdout, "chooses team, and goes before it here");
  assertEquals((await home.run(["provider", "profile", "a/b"])).code, 2);
});
