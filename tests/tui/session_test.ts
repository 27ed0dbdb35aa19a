import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { orAborted, systemClock } from "../../src/base/mod.ts";
import { loadConfig } from "../../src/config/mod.ts";
import { isPostgresUrl, openLedger } from "../../src/ledger/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import { openOwnCatalog, openRegistry } from "../../src/routing/mod.ts";
import { HealthMonitor } from "../../src/transport/health/mod.ts";
import { type PickerServices, registryServices, runPicker, type SweepSettings } from "../../src/tui/mod.ts";
import { hasPostgres, POSTGRES_PASSWORD, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { ScriptedFace } from "./_scripted_face.ts";

const CONFIG = `version = 1

[providers.box]
kind = "simulated"
base_url = "http://box/v1"
`;
const SETTING = { isOffline: false, tape: "append pick.jsonl", isLive: true } as const;

/** A folder that is a project, whose provider `box` is simulated and the only one that answers. */
async function project({ mode = "append", slow, config = CONFIG, ledger = "runs/ledger.sqlite" }: {
  readonly mode?: SweepSettings["mode"];
  /** A file of the folder, or a `postgres://` URL. */
  readonly ledger?: string;
  /** The project's `tapedeck.toml`. */
  readonly config?: string;
  /** Holds every answer back until it is resolved. */
  readonly slow?: Promise<void>;
} = {}) {
  const dir = tempDir();
  const cwd = dir.path;
  await Deno.writeTextFile(join(cwd, "tapedeck.toml"), config);
  const simulated = createSimulated();
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    if (new URL(request.url).host !== "box") throw new TypeError("there is no network here");
    if (request.method === "POST" && slow !== undefined) await orAborted(slow, request.signal);
    return await simulated.handle(request);
  };
  const env = () => undefined;
  const clock = systemClock;
  const health = new HealthMonitor({ clock });
  const catalogPath = join(cwd, "catalog.sqlite");
  const catalog = await openOwnCatalog({ cwd, env, clock, catalogPath, fetch });
  const registry = await openRegistry({
    config: join(cwd, "tapedeck.toml"),
    cwd,
    env,
    clock,
    fetch,
    catalog,
    ledgerPath: false,
    onEvent: health.listener,
  });
  const sweep: SweepSettings = {
    mode,
    cassettePath: join(cwd, "pick.jsonl"),
    ledgerPath: isPostgresUrl(ledger) ? ledger : join(cwd, ledger),
    outRoot: join(cwd, "runs"),
    store: catalogPath,
    allowLiveInCi: true,
    keepNetwork: true,
    fetch,
  };
  const services = registryServices({ registry, catalog, health, clock, env, cwd, sweep });
  return {
    cwd,
    env,
    sweep,
    services,
    async [Symbol.asyncDispose]() {
      await registry.close();
      catalog.close();
      dir[Symbol.dispose]();
    },
  };
}

/** Fetch the lists, find a model of the box, and select its endpoint. */
async function selectedSteady(face: ScriptedFace): Promise<void> {
  await face.see(/\d+ models/);
  face.press("R");
  await face.see("1 list fetched");
  face.press("/", ..."simulated/steady", "enter");
  await face.see("▸ simulated/steady");
  face.press("l");
  await face.see("[ ] @box");
  face.press("j", " ");
  await face.see("[x] @box");
}

Deno.test("models are found, an endpoint is selected, swept and its best variant kept, and q gives what was selected", async () => {
  await using world = await project();
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await selectedSteady(face);
  face.press("r");
  await face.see("› prompt");
  face.press(..."What is 2 + 2?", "down", "down", "down");
  await face.see("3 cells · $");
  face.press("down", "enter");
  await face.see(/run_\S+ · 3 cells, 0 failed/);
  await face.see("simulated/steady@box · $");
  for (const label of ["temperature=0", "temperature=0.5", "temperature=1"]) assert(face.text.includes(label));
  face.press("b");
  await face.see("Keep a variant");
  face.press(..."found", "enter", "enter", "enter");
  await face.see("found is kept in");
  face.press("escape");
  await face.see("● ");
  face.press("q");
  assertEquals(await session, { selected: ["simulated/steady@box"], resume: null, isBroken: false });
  assert(face.isClosed);
  const { config } = await loadConfig({ cwd: world.cwd, env: world.env });
  const kept = config.models?.["simulated/steady"]?.profiles?.found;
  assertEquals(Object.keys(kept ?? {}).sort(), ["max_tokens", "temperature"]);
  await using ledger = await openLedger(world.sweep.ledgerPath);
  assertEquals((await ledger.runs()).map(({ cells, status }) => [cells, status]), [[3, "done"]]);
});

Deno.test("a run that Esc ends says how it is gone on with, and r goes on with it", async () => {
  const held = Promise.withResolvers<void>();
  await using world = await project({ slow: held.promise });
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await selectedSteady(face);
  face.press("r", ..."Say something", "down", "down", "down", "backspace", ..."20", "down");
  await face.see("60 cells");
  face.press("enter");
  await face.see(/of 60 done, \d+ running/);
  face.press("escape");
  await face.see("the calls in flight are waited for");
  held.resolve();
  await face.see("deno task tapedeck run resume run_");
  const first = /run_\S+/.exec(face.text)![0];
  face.press("r");
  await face.see("› [ Run ]");
  await face.see("60 cells");
  face.press("enter");
  await face.see(/run_\S+ · 60 cells, 0 failed/);
  assertEquals(/run_\S+/.exec(face.text)![0], first);
  face.press("q");
  assertEquals((await session).resume, null);
});

Deno.test("a session that is told to end in the middle of a run ends it, and keeps what there is", async () => {
  await using world = await project({ slow: new Promise(() => {}) });
  const face = new ScriptedFace();
  const ending = new AbortController();
  const session = runPicker({ face, services: world.services, setting: SETTING, signal: ending.signal });
  await selectedSteady(face);
  face.press("r", ..."Say something", "down", "down", "down", "down");
  await face.see("3 cells");
  face.press("enter");
  await face.see("3 running");
  ending.abort();
  const { selected, resume } = await session;
  assertEquals(selected, []);
  assert(resume?.startsWith("deno task tapedeck run resume run_"), String(resume));
  assert(face.isClosed);
});

Deno.test({
  name: "a run in a database is gone on with from there, and its password is shown nowhere",
  ignore: hasPostgres.ignore,
  async fn() {
    await using server = await startPostgres();
    await using world = await project({ slow: new Promise(() => {}), ledger: server.url });
    const face = new ScriptedFace();
    const session = runPicker({ face, services: world.services, setting: SETTING });
    await selectedSteady(face);
    face.press("r", ..."Say something", "down", "down", "down", "down");
    await face.see("3 cells");
    face.press("enter");
    await face.see("3 running");
    face.press("escape", "escape");
    await face.see("deno task tapedeck run resume run_");
    assertEquals(face.text.includes(POSTGRES_PASSWORD), false);
    face.press("q");
    const { resume } = await session;
    assertMatch(String(resume), /^deno task tapedeck run resume run_\S+ --ledger postgres:\/\/tapedeck@/);
    assertEquals(String(resume).includes(POSTGRES_PASSWORD), false);
    await using ledger = await openLedger(server.url);
    assertEquals((await ledger.runs()).map(({ cells }) => cells), [3]);
  },
});

Deno.test("what was recorded is replayed without a call", async () => {
  await using world = await project();
  const once = new ScriptedFace();
  const recording = runPicker({ face: once, services: world.services, setting: SETTING });
  await selectedSteady(once);
  once.press("r", ..."Say it again", "down", "down", "down", "down");
  await once.see("3 cells");
  once.press("enter");
  await once.see(/run_\S+ · 3 cells, 0 failed/);
  once.press("q");
  await recording;
  await using again = await project({ mode: "replay" });
  await Deno.copyFile(join(world.cwd, "pick.jsonl"), join(again.cwd, "pick.jsonl"));
  const face = new ScriptedFace();
  const replay = runPicker({ face, services: again.services, setting: { ...SETTING, isLive: false } });
  await selectedSteady(face);
  face.press("r", ..."Say it again", "down", "down", "down", "down");
  await face.see("a replay costs nothing");
  face.press("enter");
  await face.see(/run_\S+ · 3 cells, 0 failed/);
  // The endpoint has to be there for no call.
  assert(!face.text.includes("×"));
  face.press("q");
  await replay;
});

Deno.test("profiles are made for a session, chosen for a model, and sent", async () => {
  await using world = await project();
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await selectedSteady(face);
  face.press("p");
  await face.see("precise");
  face.press("n", ..."short", "down", "down", "down", "down", "down", "down", ..."7");
  await face.see(/max_tokens +7/);
  face.press("up", "up", "up", "up", "up", "up", "up", "enter");
  await face.see("short is there for this session");
  await face.see("max_tokens = 7");
  face.press("j", "enter");
  await face.see("is asked as short says");
  face.press("w");
  await face.see("Kept: of these models, no others than 1 endpoint.");
  face.press("q");
  await session;
  const { config } = await loadConfig({ cwd: world.cwd, env: world.env });
  assertEquals(config.profiles, undefined);
  assertEquals(config.models?.["simulated/steady"], { endpoints: ["simulated/steady@box"] });
});

Deno.test("a failure of what is asked for is shown, and the session goes on", async () => {
  await using world = await project();
  const services: PickerServices = { ...world.services, profiles: () => Promise.reject(new Error("the disk is gone")) };
  const face = new ScriptedFace();
  const session = runPicker({ face, services, setting: SETTING, query: "gpt" });
  await face.see("/gpt");
  face.press("P");
  await face.see("the disk is gone");
  face.press("escape", "q");
  await session;
});

Deno.test("another size is drawn anew", async () => {
  await using world = await project();
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await face.see(/\d+ models/);
  face.resize({ columns: 40, rows: 10 });
  assertEquals(face.text.split("\n").length, 10);
  assert(face.text.split("\n").every((line) => line.length <= 40));
  face.press("ctrl-c");
  assertEquals(await session, { selected: [], resume: null, isBroken: true });
});

Deno.test("what w keeps W takes back, and the rest of the file stays", async () => {
  await using world = await project();
  const file = join(world.cwd, "tapedeck.toml");
  const before = await Deno.readTextFile(file);
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await selectedSteady(face);
  face.press("w");
  await face.see("no others than 1 endpoint");
  assertStringIncludes(await Deno.readTextFile(file), "simulated/steady@box");
  face.press("W");
  await face.see("Any endpoint of simulated/steady may be asked");
  const after = await Deno.readTextFile(file);
  assert(!after.includes("simulated/steady@box") && after.startsWith(before), after);
  face.press("q");
  await session;
});

Deno.test("a profile that the file has is replaced when that is asked for twice", async () => {
  await using world = await project();
  const file = join(world.cwd, "tapedeck.toml");
  const temperature = async () =>
    (await loadConfig({ cwd: world.cwd, env: world.env })).config.profiles?.mine?.temperature;
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await face.see(/\d+ models/);
  face.press("P");
  for (const value of ["0.1", "0.2"]) {
    face.press("n", ..."mine", "enter", "right", "enter", ...value, "up", "up", "up", "enter");
    if (value === "0.1") await face.see("mine is kept in the configuration");
  }
  await face.see("There is a profile mine: Enter replaces it");
  assertEquals(await temperature(), 0.1);
  face.press("enter");
  await face.see("mine is kept in the configuration");
  assertEquals(await temperature(), 0.2);
  assertStringIncludes(await Deno.readTextFile(file), "temperature = 0.2");
  face.press("q");
  await session;
});

Deno.test("a bug ends the session with its error, and the terminal is given back", async () => {
  await using world = await project();
  const face = new ScriptedFace();
  face.draw = () => {
    throw new RangeError("a bug");
  };
  await assertRejects(() => runPicker({ face, services: world.services, setting: SETTING }), RangeError, "a bug");
  assert(face.isClosed);
});

Deno.test("what the configuration declares is found, marked as the user's own, unfolded and selected", async () => {
  const config = `${CONFIG}
[[endpoints]]
key = "me/mine@box/here"
model = "simulated/steady"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }

[[endpoints]]
key = "me/mine@rented"
base_url = "http://rented/v1"
context_tokens = 8192
`;
  await using world = await project({ config });
  const face = new ScriptedFace();
  const session = runPicker({ face, services: world.services, setting: SETTING });
  await face.see(/\d+ models/);
  face.press("/", ..."me/mine", "enter");
  await face.see("▸ me/mine");
  assertMatch(face.text, /me\/mine.* own /);
  face.press("l");
  await face.see("[ ] @rented");
  assertStringIncludes(face.text, "[ ] @box/here");
  face.press("j", " ");
  await face.see("[x] @box/here");
  face.press("I");
  await face.see("me/mine@box/here");
  await face.see(/facts of +box, \d{4}-\d\d-\d\d config/);
  face.press("escape", "r");
  await face.see("› prompt");
  face.press(..."Hello", "down", "down", "down");
  await face.see("3 cells · $");
  face.press("down", "enter");
  await face.see(/run_\S+ · 3 cells, 0 failed/);
  await face.see("me/mine@box/here · $");
  face.press("escape");
  await face.see("● ");
  face.press("q");
  assertEquals((await session).selected, ["me/mine@box/here"]);
});
