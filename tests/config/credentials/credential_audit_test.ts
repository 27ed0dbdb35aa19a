import { assertEquals, assertStringIncludes } from "@std/assert";
import { Secret, VirtualClock } from "../../../src/base/mod.ts";
import { type AuditEntry, CredentialAudit, credentialAuditPath, readCredentialAudit } from "../../../src/config/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const KEY = "sk-canary-0123456789abcdef";
const WORK = new Secret("openai/work", KEY);
const USE = { credential: WORK, provider: "openai", host: "api.openai.com" };
const START = new Date("2026-11-21T12:00:10Z");

function auditOf(path: string | null, clock: VirtualClock, more: { readonly [name: string]: unknown } = {}) {
  return new CredentialAudit({ path, clock, command: "sweep run", pid: 7, ...more });
}

function linesOf(path: string): AuditEntry[] {
  return Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("ten thousand calls are few lines: the first of a minute at once, the rest when it is over", async () => {
  using dir = tempDir();
  const path = `${dir.path}/state/tapedeck/credential-audit.jsonl`;
  const clock = new VirtualClock(START);
  const audit = auditOf(path, clock);
  audit.used(USE);
  const [first] = linesOf(path);
  assertEquals(first, {
    at: "2026-11-21T12:00:10.000Z",
    until: "2026-11-21T12:00:10.000Z",
    count: 1,
    credential: "openai/work",
    hash: first.hash,
    provider: "openai",
    host: "api.openai.com",
    command: "sweep run",
    pid: 7,
  });
  for (let call = 1; call < 10_000; call++) {
    if (call % 1000 === 0) await clock.advance(12_000);
    audit.used(USE);
  }
  audit.flush();
  audit.flush();
  assertEquals(linesOf(path).length, 4);
  const minutes = await readCredentialAudit(path);
  assertEquals(minutes.map(({ at }) => at.slice(0, 16)), ["2026-11-21T12:00", "2026-11-21T12:01"]);
  assertEquals(minutes[0].until, "2026-11-21T12:00:58.000Z");
  assertEquals(minutes.reduce((sum, { count }) => sum + count, 0), 10_000);
  assertEquals(Deno.readTextFileSync(path).includes(KEY), false);
});

Deno.test("credentials, providers and hosts are told apart", async () => {
  using dir = tempDir();
  const path = `${dir.path}/log.jsonl`;
  {
    using audit = auditOf(path, new VirtualClock(START));
    for (let round = 0; round < 3; round++) {
      audit.used(USE);
      audit.used({ ...USE, provider: "second" });
      audit.used({ ...USE, host: "eu.api.openai.com" });
      audit.used({ ...USE, credential: new Secret("openai/work", "sk-another-0123456789") });
      audit.used({ ...USE, credential: new Secret("openai/home", KEY) });
    }
  }
  const entries = await readCredentialAudit(path);
  assertEquals(entries.map(({ count }) => count), [3, 3, 3, 3, 3]);
  assertEquals(new Set(entries.map(({ hash }) => hash)).size, 2);
});

Deno.test({
  name: "the file is its owner's alone, also where somebody has made it otherwise",
  ignore: Deno.build.os === "windows",
  fn() {
    using dir = tempDir();
    const path = `${dir.path}/state/log.jsonl`;
    auditOf(path, new VirtualClock(START)).used(USE);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    assertEquals(Deno.statSync(`${dir.path}/state`).mode! & 0o777, 0o700);
    Deno.chmodSync(path, 0o644);
    auditOf(path, new VirtualClock(START)).used(USE);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    assertEquals(linesOf(path).length, 2);
  },
});

Deno.test("a file that has grown too long is put aside, and is read all the same", async () => {
  using dir = tempDir();
  const path = `${dir.path}/log.jsonl`;
  const clock = new VirtualClock(START);
  const audit = auditOf(path, clock, { maxBytes: 500 });
  for (let minute = 0; minute < 8; minute++) {
    audit.used(USE);
    await clock.advance(60_000);
  }
  const files = [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  assertEquals(files, ["log.1.jsonl", "log.2.jsonl", "log.3.jsonl", "log.jsonl", "log.jsonl.lock"]);
  for (const name of files) assertEquals(Deno.statSync(`${dir.path}/${name}`).size <= 500, true);
  const entries = await readCredentialAudit(path);
  assertEquals(entries.map(({ at }) => at.slice(11, 16)), Array.from({ length: 8 }, (_, i) => `12:0${i}`));
  for (let minute = 0; minute < 100; minute++) {
    audit.used(USE);
    await clock.advance(60_000);
  }
  assertEquals([...Deno.readDirSync(dir.path)].length, 6);
});

Deno.test("processes that write at once lose nothing", async () => {
  using dir = tempDir();
  const path = `${dir.path}/log.jsonl`;
  const code = `import { CredentialAudit, Secret } from ${
    JSON.stringify(new URL("../../../mod.ts", import.meta.url).href)
  };
    const credential = new Secret("a/b", "sk-canary-0123456789");
    for (let i = 0; i < 100; i++) {
      using audit = new CredentialAudit({ path: ${JSON.stringify(path)}, command: "c" + i, maxBytes: 30_000 });
      audit.used({ credential, provider: "p", host: "h" });
    }`;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const run = () =>
    new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", "--ext=ts", `--config=${config}`, code] })
      .output();
  for (const { code, stderr } of await Promise.all([run(), run(), run()])) {
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  }
  assertEquals((await readCredentialAudit(path)).length, 300);
});

Deno.test("a log that cannot be written is told of once, and no call fails for it", () => {
  using dir = tempDir();
  Deno.writeTextFileSync(`${dir.path}/file`, "");
  const told: string[] = [];
  const clock = new VirtualClock(START);
  const audit = auditOf(`${dir.path}/file/log.jsonl`, clock, { onProblem: (message: string) => told.push(message) });
  audit.used(USE);
  audit.used(USE);
  audit.flush();
  assertEquals(told.length, 1);
  assertStringIncludes(told[0], "The log of credentials cannot be written");
});

Deno.test("nothing is kept where it is turned off, and lines that were cut off are left out", async () => {
  using dir = tempDir();
  const off = auditOf(null, new VirtualClock(START));
  off.used(USE);
  off.flush();
  const path = `${dir.path}/log.jsonl`;
  auditOf(path, new VirtualClock(START)).used(USE);
  Deno.writeTextFileSync(path, '{"at":"2026-11', { append: true });
  assertEquals((await readCredentialAudit(path)).length, 1);
  assertEquals(await readCredentialAudit(`${dir.path}/none.jsonl`), []);
});

Deno.test("the log is in the folder for state", () => {
  const at = (os: string, env: { [name: string]: string }) => credentialAuditPath({ os, env: (name) => env[name] });
  assertEquals(at("linux", { HOME: "/home/me" }), "/home/me/.local/state/tapedeck/credential-audit.jsonl");
  assertEquals(at("linux", { HOME: "/h", XDG_STATE_HOME: "/s" }), "/s/tapedeck/credential-audit.jsonl");
  assertEquals(at("linux", { HOME: "/h", XDG_STATE_HOME: "s" }), "/h/.local/state/tapedeck/credential-audit.jsonl");
  assertEquals(at("linux", {}), null);
});
