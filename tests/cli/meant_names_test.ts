import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

/** A project with one server, at which two models are listed, under names of its own. */
function project() {
  const dir = tempDir();
  const simulated = createSimulated({ endpoints: [{ model: "simulated/quick" }, { model: "simulated/quiet" }] });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => simulated.handle(request));
  Deno.writeTextFileSync(
    `${dir.path}/tapedeck.toml`,
    `version = 1
[providers.box]
kind = "simulated"
base_url = "http://127.0.0.1:${server.addr.port}/v1"
[aliases.providers]
b = "box"
[aliases.models]
fast = "simulated/quick"
here = "simulated/quick@b"
[groups]
one = ["simulated/quic?"]
all = ["fast", "simulated/quiet"]
none = ["simulated/loud*"]
`,
  );
  const run = async (...args: string[]) => {
    const io = testIo({ cwd: dir.path, env: { TAPEDECK_CATALOG: `${dir.path}/catalog.sqlite` } });
    const code = await main(args, io);
    return { code, ...io.written };
  };
  return {
    run,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

Deno.test("an alias of a provider stands wherever its name may", async () => {
  await using at = project();
  const refreshed = await at.run("catalog", "refresh", "b", "--json");
  assertEquals(JSON.parse(refreshed.stdout).lists.map((one: { provider: string }) => one.provider), ["box"]);
  const listed = JSON.parse((await at.run("model", "list", "--provider", "b", "--json")).stdout);
  assertEquals(listed.counts.discovered, 2);
  const found = JSON.parse((await at.run("model", "search", "quick", "--provider", "b", "--json")).stdout);
  assertEquals(found.found, 1);
  assertStringIncludes((await at.run("provider", "info", "b")).stdout, "Simulated (box)");
  assertEquals(JSON.parse((await at.run("catalog", "override", "b", "--json")).stdout).provider, "box");
  const invalidated = await at.run("catalog", "invalidate", "b", "box", "--json");
  assertEquals(JSON.parse(invalidated.stdout).invalidated, ["box"]);
});

Deno.test("an alias of a model, and a group of one, stand wherever its id may", async () => {
  await using at = project();
  await at.run("catalog", "refresh", "box");
  for (const name of ["fast", "one"]) {
    const { model } = JSON.parse((await at.run("model", "info", name, "--json")).stdout);
    assertEquals(model, "simulated/quick");
  }
  const endpoint = JSON.parse((await at.run("model", "info", "here", "--json")).stdout);
  assertEquals(endpoint.endpoints.map((one: { key: string }) => one.key), ["simulated/quick@box"]);
  assertStringIncludes((await at.run("model", "promote", "fast")).stdout, "simulated/quick is promoted");
  assertEquals((await at.run("model", "demote", "fast")).code, 0);
  await at.run("model", "migrate", "simulated/gone", "fast");
  assertEquals(
    JSON.parse((await at.run("model", "info", "simulated/gone", "--json")).stdout).model,
    "simulated/quick",
  );
});

Deno.test("where one model is asked for, a group of several says which they are, and one of none that it is", async () => {
  await using at = project();
  await at.run("catalog", "refresh", "box");
  const several = await at.run("model", "info", "all");
  assertEquals(several.code, 2);
  assertStringIncludes(several.stderr, "it means 2 models (simulated/quick, simulated/quiet)");
  const none = await at.run("model", "promote", "none");
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "no model fits it");
});
