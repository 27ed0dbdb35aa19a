import { assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { credentialHash, Secret, UserError, VirtualClock } from "../../../src/base/mod.ts";
import type { CredentialStore } from "../../../src/config/mod.ts";
import type { Credential } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { openai, storeOf } from "./_providers.ts";

const KEY = "sk-canary-0123456789abcdef";

/** An executable script. */
function script(folder: string, text: string): string {
  const path = `${folder}/${crypto.randomUUID()}.sh`;
  Deno.writeTextFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
  return path;
}

function commandStore(command: readonly string[], options = {}): CredentialStore {
  return storeOf({}, { credentials: { "openai/work": { command } }, ...options });
}

async function failure(store: CredentialStore, name = "openai/work"): Promise<string> {
  const { message, cause } = await assertRejects(() => store.get(name), UserError);
  assertEquals(`${message} ${Deno.inspect(cause)}`.includes(KEY), false, message);
  return message;
}

Deno.test("the key in a file that only its owner may read", async () => {
  using dir = tempDir();
  const path = `${dir.path}/openai`;
  await Deno.writeTextFile(path, `${KEY}\n`, { mode: 0o600 });
  const store = storeOf({ HOME: dir.path }, {
    credentials: { "openai/a": { file: path }, "openai/b": { file: "~/openai" } },
  });
  assertEquals((await store.get("openai/a")).reveal(), KEY);
  assertEquals((await store.get("openai/b")).reveal(), KEY);
  await Deno.chmod(path, 0o400);
  assertEquals((await storeOf({}, { credentials: { "a/b": { file: path } } }).get("a/b")).reveal(), KEY);
});

Deno.test({
  name: "a file that others may read, or that is somebody else's, is refused with what mends it",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = tempDir();
    const path = `${dir.path}/openai`;
    await Deno.writeTextFile(path, KEY);
    for (const mode of [0o644, 0o640, 0o604, 0o620, 0o601, 0o777]) {
      await Deno.chmod(path, mode);
      const message = await failure(storeOf({}, { credentials: { "openai/work": { file: path } } }));
      assertStringIncludes(message, `chmod 600 "${path}"`);
      assertStringIncludes(message, `mode 0${mode.toString(8)}`);
    }
    await Deno.chmod(path, 0o600);
    await Deno.symlink(path, `${dir.path}/link`);
    const linked = storeOf({}, { credentials: { "openai/work": { file: `${dir.path}/link` } } });
    assertEquals((await linked.get("openai/work")).reveal(), KEY);
    linked.forget();
    await Deno.chmod(path, 0o644);
    assertStringIncludes(await failure(linked), "mode 0644");
    if (Deno.uid() !== 0) return;
    await Deno.chmod(path, 0o600);
    await Deno.chown(path, 65_534, 65_534);
    linked.forget("openai/work");
    assertStringIncludes(await failure(linked), "belongs to somebody else");
  },
});

Deno.test("a file that is none, is not there, is empty or has no key in it", async () => {
  using dir = tempDir();
  const of = (file: string) => storeOf({ HOME: dir.path }, { credentials: { "openai/work": { file } } });
  const put = (name: string, text: string) => Deno.writeTextFileSync(`${dir.path}/${name}`, text, { mode: 0o600 });
  put("empty", "\n");
  put("two", `${KEY}\n${KEY}\n`);
  put("blank", `${KEY} ${KEY}`);
  put("long", "x".repeat(70_000));
  assertStringIncludes(await failure(of(`${dir.path}/none`)), "its file is not there");
  assertStringIncludes(await failure(of(dir.path)), "no plain file");
  assertStringIncludes(await failure(of("~/empty")), "has nothing in it");
  assertStringIncludes(await failure(of("~/two")), "not one line");
  assertStringIncludes(await failure(of("~/blank")), "not one line");
  assertStringIncludes(await failure(of("~/long")), "too long for a key");
  assertStringIncludes(await failure(of("keys/openai")), "must be absolute, or begin with ~/");
});

Deno.test("a command is run once, however many ask, and without a shell", async () => {
  using dir = tempDir();
  const runs = `${dir.path}/runs`;
  const program = script(dir.path, `echo run >> ${runs}\nprintf '%s\\n' "$2"`);
  const command = [program, "; exit 1", KEY];
  const store = storeOf({}, { credentials: { "openai/work": { command }, "second/work": { command } } });
  const secrets = await Promise.all([store.get("openai/work"), store.get("openai/work"), store.get("second/work")]);
  assertEquals(secrets.map((secret) => secret.reveal()), [KEY, KEY, KEY]);
  assertEquals(secrets.map(String), ["[secret openai/work]", "[secret openai/work]", "[secret second/work]"]);
  assertStrictEquals(secrets[0], secrets[1]);
  assertEquals(await Deno.readTextFile(runs), "run\n");
  store.forget();
  await store.get("openai/work");
  assertEquals(await Deno.readTextFile(runs), "run\nrun\n");
});

Deno.test("of a command that fails its exit code and its stderr are told, and no key", async () => {
  using dir = tempDir();
  const loud = script(dir.path, `echo ${KEY}\necho "not signed in: ${KEY}" >&2\nexit 3`);
  const message = await failure(commandStore([loud]));
  assertStringIncludes(message, "exit code 3 (not signed in: [secret output])");
  const silent = await failure(commandStore([script(dir.path, "exit 7")]));
  assertEquals(silent.endsWith("as its command failed: current value is exit code 7"), true, silent);
  const shaped = script(dir.path, `echo "sk-${"a1B2".repeat(8)}" >&2\nexit 1`);
  assertStringIncludes(await failure(commandStore([shaped])), "((hidden))");
  assertStringIncludes(await failure(commandStore([script(dir.path, "kill -9 $$")])), "exit code 137");
});

Deno.test("of a command that prints no key nothing is shown", async () => {
  using dir = tempDir();
  assertStringIncludes(await failure(commandStore([script(dir.path, "true")])), "has nothing in it");
  assertStringIncludes(await failure(commandStore([script(dir.path, `echo ${KEY}; echo ${KEY}`)])), "not one line");
  const endless = script(dir.path, `while true; do echo ${KEY}; done`);
  assertStringIncludes(await failure(commandStore([endless])), "says more than any key has");
  assertStringIncludes(await failure(commandStore([`${dir.path}/none`])), "there is no program");
});

Deno.test("a command that takes too long is ended, also where a child of it holds its output open", async () => {
  using dir = tempDir();
  const started = `${dir.path}/started`;
  await new Deno.Command("mkfifo", { args: [started] }).output();
  const program = script(dir.path, `sleep 600 &\necho $! > ${started}\nwait`);
  const clock = new VirtualClock();
  const message = failure(commandStore([program], { clock, commandTimeoutMs: 5000 }));
  // Reading waits until the script has begun.
  const child = Number(await Deno.readTextFile(started));
  await clock.advance(5000);
  assertStringIncludes(await message, "its command takes too long: current value is 5 s");
  Deno.kill(child, "SIGKILL");
});

Deno.test("who no longer waits gets the reason, and the others get the key", async () => {
  const answer = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>();
  const store = commandStore(["vault"], { run: () => answer.promise });
  const controller = new AbortController();
  const [gone, here] = [store.get("openai/work", controller.signal), store.get("openai/work")];
  controller.abort(new Error("enough"));
  await assertRejects(() => gone, Error, "enough");
  answer.resolve({ code: 0, stdout: `${KEY}\n`, stderr: "" });
  assertEquals((await here).reveal(), KEY);
});

Deno.test("a failed command is not run again by itself", async () => {
  let runs = 0;
  const run = () => Promise.resolve({ code: ++runs, stdout: "", stderr: "" });
  const store = commandStore(["vault"], { run });
  assertStringIncludes(await failure(store), "exit code 1");
  assertStringIncludes(await failure(store), "exit code 1");
  store.forget();
  assertStringIncludes(await failure(store), "exit code 2");
});

Deno.test("variables are read anew, and the same value is the same secret", async () => {
  const env: { [name: string]: string } = { OPENAI_API_KEY: ` ${KEY}\n` };
  const told: Credential[] = [];
  const store = storeOf(env, { onSecret: (secret) => told.push(secret) });
  const first = await store.resolve(openai());
  assertEquals([first?.reveal(), String(first)], [KEY, "[secret env:OPENAI_API_KEY]"]);
  assertStrictEquals(await store.resolve(openai()), first);
  env.OPENAI_API_KEY = "sk-another";
  assertEquals((await store.resolve(openai()))?.reveal(), "sk-another");
  assertEquals(told.map((secret) => secret.reveal()), [KEY, "sk-another"]);
  env.OPENAI_API_KEY = "sk two words";
  assertStringIncludes(await failure(store, "env:OPENAI_API_KEY"), "OPENAI_API_KEY has is not one line");
});

Deno.test("a secret that code gives is taken as it is", async () => {
  const mine = new Secret("mine", KEY);
  const store = storeOf({}, { given: { openai: mine } });
  assertStrictEquals(await store.resolve(openai()), mine);
  assertEquals(store.known(), [mine]);
});

Deno.test("the list shows every key, which one counts, and why the others do not", async () => {
  using dir = tempDir();
  const path = `${dir.path}/key`;
  await Deno.writeTextFile(path, "sk-from-file", { mode: 0o644 });
  const store = storeOf({ OPENAI_API_KEY: KEY, WORK: "sk-work-key" }, {
    credentials: {
      "openai/work": { env: "WORK" },
      "openai/home": { file: path },
      "openai/vault": { command: ["op", "read", "op://my vault/openai"] },
      "nobody/x": { env: "OPENAI_API_KEY" },
    },
    profile: "work",
    run: () => Promise.reject(new Error("must not run")),
  });
  const all = await store.list([openai(), openai({ name: "second", credential: "openai/gone" })]);
  const row = (provider: string | null, name: string) => all.find((r) => r.provider === provider && r.name === name)!;
  const { hash, ...work } = row("openai", "openai/work");
  assertEquals(work, {
    name: "openai/work",
    provider: "openai",
    source: "env",
    where: "WORK",
    rank: "profile",
    isPresent: true,
    wins: true,
    why: null,
    problem: null,
  });
  assertEquals(hash, credentialHash(new Secret("x", "sk-work-key")));
  const home = row("openai", "openai/home");
  assertEquals([home.wins, home.isPresent, home.why], [false, false, "the profile is work"]);
  assertStringIncludes(home.problem!, "chmod 600");
  const vault = row("openai", "openai/vault");
  assertEquals([vault.isPresent, vault.hash, vault.where], [null, null, "op read 'op://my vault/openai'"]);
  assertEquals(row("openai", "env:OPENAI_API_KEY").why, "openai/work goes before it");
  assertEquals(row("openai", "env:OPENAI_KEY").why, "it is not set");
  const gone = row("second", "openai/gone");
  assertEquals([gone.wins, gone.isPresent, gone.source], [true, false, "missing"]);
  assertEquals(row(null, "nobody/x").why, "no provider is set up that it belongs to");
  assertEquals(JSON.stringify(all).includes("sk-"), false);
});
