import { assertEquals, assertStringIncludes } from "@std/assert";
import { cellId, cellsOf, planHash } from "../../src/sweep/mod.ts";
import { mistakesOf, planOf, planText } from "./_plans.ts";

/** An endpoint of a plan with these lines. */
function endpoint(key: string, lines = ""): string {
  return `[[endpoints]]\nkey = "${key}"\n${lines}\n`;
}

async function placeOf(key: string, lines = "") {
  const { endpoints: [{ baseUrl, wire, wireModel, apiKeyEnv }] } = await planOf({ endpoints: endpoint(key, lines) });
  return { baseUrl, wire, wireModel, apiKeyEnv };
}

Deno.test("where a provider of the table is, what it speaks and which variable has its key need not be said", async () => {
  assertEquals(await placeOf("anthropic/claude-haiku-4.5@anthropic"), {
    baseUrl: "https://api.anthropic.com/v1",
    wire: "anthropic-messages",
    wireModel: "claude-haiku-4-5-20251001",
    apiKeyEnv: "ANTHROPIC_API_KEY",
  });
  assertEquals(await placeOf("qwen/qwen3:8b@ollama"), {
    baseUrl: "http://127.0.0.1:11434/api",
    wire: "ollama-chat",
    wireModel: "qwen3:8b",
    apiKeyEnv: null,
  });
  assertEquals(await placeOf("openai/gpt-4o@openrouter/azure"), {
    baseUrl: "https://openrouter.ai/api/v1",
    wire: "openai-chat",
    wireModel: "openai/gpt-4o",
    apiKeyEnv: "OPENROUTER_API_KEY",
  });
});

Deno.test("a door of the provider is taken by its wire format, or by the path of the base URL", async () => {
  const byWire = await placeOf("qwen/qwen3:8b@ollama", 'wire = "openai-chat"');
  const byPath = await placeOf("qwen/qwen3:8b@ollama", 'base_url = "http://10.0.0.2:11434/v1"');
  assertEquals([byWire.wire, byWire.baseUrl], ["openai-chat", "http://127.0.0.1:11434/v1"]);
  assertEquals([byPath.wire, byPath.baseUrl], ["openai-chat", "http://10.0.0.2:11434/v1"]);
});

Deno.test("at another address a provider goes by the same ids", async () => {
  const mirror = 'base_url = "https://mirror.example/v1"';
  const { wire, wireModel, baseUrl } = await placeOf("anthropic/claude-haiku-4.5@anthropic", mirror);
  assertEquals([wire, wireModel, baseUrl], [
    "anthropic-messages",
    "claude-haiku-4-5-20251001",
    "https://mirror.example/v1",
  ]);
});

Deno.test("a key is sent to another address than the provider's own only where the plan says so", async () => {
  const mirror = 'base_url = "https://mirror.example/v1"';
  assertEquals((await placeOf("openai/gpt-4o@openai", mirror)).apiKeyEnv, null);
  assertEquals(
    (await placeOf("openai/gpt-4o@openai", `${mirror}\napi_key_env = "MIRROR_KEY"`)).apiKeyEnv,
    "MIRROR_KEY",
  );
});

Deno.test("a provider that the table does not have needs an address", async () => {
  const [mistake] = await mistakesOf(planText({ endpoints: endpoint("a/b@nowhere") }));
  assertStringIncludes(mistake, 'endpoints[0].base_url is missing: the provider table has no "nowhere"');
  assertEquals((await placeOf("a/b@nowhere", 'base_url = "http://n.example/v1"')).wire, "openai-chat");
});

Deno.test("a server of one's own without a customary address needs one, and a format that is not spoken is told", async () => {
  const [own] = await mistakesOf(planText({ endpoints: endpoint("a/b@openai-compatible") }));
  assertStringIncludes(own, "a base URL must be given");
  const [foreign] = await mistakesOf(planText({ endpoints: endpoint("a/b@anthropic", 'wire = "ollama-chat"') }));
  assertStringIncludes(foreign, "endpoints[0]");
});

Deno.test("routing says whom OpenRouter may ask, and makes other cells", async () => {
  const routing = `[endpoints.routing]
only = ["deepinfra/fp8", "together"]
allow_fallbacks = false
max_price = { prompt = "0.5", completion = "1.00" }
zero_data_retention = true
`;
  const plain = await planOf({ endpoints: endpoint("a/b@openrouter") });
  const routed = await planOf({ endpoints: endpoint("a/b@openrouter", routing) });
  assertEquals(routed.endpoints[0].routing, {
    only: ["deepinfra/fp8", "together"],
    allowFallbacks: false,
    maxPrice: { prompt: "0.5", completion: "1.00" },
    zeroDataRetention: true,
  });
  assertEquals(planHash(plain) === planHash(routed), false);
  const ids = [plain, routed].map((plan) => [...cellsOf(plan)].map(({ id }) => id));
  assertEquals(ids[0].some((id) => ids[1].includes(id)), false);
  assertEquals([...cellsOf(routed)].map((cell) => cellId(cell)), ids[1]);
});

Deno.test("routing is refused where nobody routes, and its mistakes are named", async () => {
  const lines = '[endpoints.routing]\nonly = ["x"]';
  const [other] = await mistakesOf(planText({ endpoints: endpoint("a/b@openai", lines) }));
  assertStringIncludes(
    other,
    'endpoints[0].routing is for endpoints of openrouter: the provider of this one is "openai"',
  );
  const wrong = '[endpoints.routing]\nonly = []\nquantisations = ["fp8"]';
  const mistakes = (await mistakesOf(planText({ endpoints: endpoint("a/b@openrouter", wrong) }))).join("\n");
  assertStringIncludes(mistakes, "endpoints[0].routing.only");
  assertStringIncludes(mistakes, 'did you mean "quantizations"?');
});

Deno.test("how much a model may think is a parameter like any other", async () => {
  const head = 'name = "t"\n[parameters]\nreasoning_text = true\n';
  const plan = await planOf({ head, rest: "[grid]\nreasoning_budget_tokens = [0, 1024]\n" });
  const requests = [...cellsOf(plan)].map(({ request }) => request);
  assertEquals(new Set(requests.map(({ reasoningBudgetTokens }) => reasoningBudgetTokens)), new Set([0, 1024]));
  assertEquals(requests.every(({ reasoningText }) => reasoningText === true), true);
  const rest = "[parameters]\nthinking_budget = 5\n";
  assertStringIncludes((await mistakesOf(planText({ rest }))).join(), 'did you mean "reasoning_budget_tokens"?');
});
