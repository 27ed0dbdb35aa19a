import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { CallError, NoEndpointError } from "../../../src/routing/mod.ts";
import { createSimulated } from "../../../src/provider/simulated/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open } from "./_world.ts";

const HELLO = { messages: [{ role: "user", content: "Hello" } as const] };
const price = (usd: string) => ({ input_per_1m_usd: usd, output_per_1m_usd: usd });

/** Two models at two servers, of which one is dearer. */
function world(more: ConfigFile = {}): ConfigFile {
  return {
    providers: {
      alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 1 } },
      beta: { kind: "simulated", base_url: "http://beta/v1", retry: { max_tries: 1 } },
    },
    endpoints: [
      { key: "me/dear@alpha", model: "simulated/dear", price: price("9") },
      { key: "me/cheap@alpha", model: "simulated/cheap", price: price("2") },
      { key: "me/cheap@beta", model: "simulated/cheap", price: price("1") },
    ],
    groups: { any: ["me/dear", "me/cheap"], all: ["me/*"], beta: ["me/cheap@beta", "me/dear"] },
    routing: { policy: "cost" },
    ...more,
  };
}

function servers({ isBetaDown = false } = {}) {
  const endpoints = (failures: { kind: "server_error"; every: number }[]) =>
    ["dear", "cheap"].map((name) => ({ model: `simulated/${name}`, answer: { textTokens: 4 }, failures }));
  return network({
    alpha: createSimulated({ endpoints: endpoints([]) }),
    beta: createSimulated({ endpoints: endpoints(isBetaDown ? [{ kind: "server_error", every: 1 }] : []) }),
  });
}

Deno.test("a group of several stands where a model may: the policy compares the endpoints of all of them", async () => {
  await using registry = await open({ config: world(), fetch: servers() });
  for (const model of ["any", "all", "beta"]) {
    const { endpoint, audit } = await registry.complete({ ...HELLO, model });
    assertEquals([endpoint.key, audit.model], ["me/cheap@beta", model]);
  }
  assertEquals((await registry.ensureEndpoints("any")).map(({ key }) => key), [
    "me/dear@alpha",
    "me/cheap@alpha",
    "me/cheap@beta",
  ]);
  const { endpoints } = await registry.routePlan({ ...HELLO, model: "any" });
  assertEquals(endpoints.map(({ key }) => key), ["me/cheap@beta", "me/cheap@alpha", "me/dear@alpha"]);
});

Deno.test("a failure leads on to another model of the group, with the parameters of that one", async () => {
  const models = { "me/dear": { parameters: { max_tokens: 3 } }, "me/cheap": { ban: ["alpha"] } };
  await using registry = await open({ config: world({ models }), fetch: servers({ isBetaDown: true }) });
  const { endpoint, outcome, usage, audit } = await registry.complete({ ...HELLO, model: "any" });
  assertEquals([endpoint.key, outcome.failed.map(({ endpoint }) => endpoint)], ["me/dear@alpha", ["me/cheap@beta"]]);
  assertEquals(usage.outputTokens, 3);
  assertEquals(audit.rejected.map(({ endpoint, rejections }) => [endpoint, rejections[0].rule]), [
    ["me/cheap@alpha", "banned"],
  ]);
});

Deno.test("where no model of a group may be asked, all of their endpoints and the smallest change are told", async () => {
  await using registry = await open({ config: world(), fetch: servers() });
  const ask = { needs: { contextTokens: 1000, unknown: "deny" } } as const;
  const error = await assertRejects(() => registry.routePlan({ ...HELLO, model: "any" }, ask), NoEndpointError);
  assertEquals([error.model, error.rejected.length], ["any", 3]);
  assert(error.smallest !== null);
  await assertRejects(() => registry.complete({ ...HELLO, model: "any" }, ask), CallError, 'Cannot call "any"');
  const { audit, facts } = await registry.explain({ ...HELLO, model: "any" });
  assertEquals([audit.candidates.length, facts.length], [3, 3]);
});

Deno.test("a group that has changed changes nothing in a replay", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  {
    await using registry = await open({ config: world(), cassette, mode: "record", fetch: servers() });
    assertEquals((await registry.complete({ ...HELLO, model: "any" })).endpoint.key, "me/cheap@beta");
  }
  await using registry = await open({ config: world({ groups: {} }), cassette, fetch: noNetwork });
  assertEquals((await registry.complete({ ...HELLO, model: "any" })).endpoint.key, "me/cheap@beta");
});
