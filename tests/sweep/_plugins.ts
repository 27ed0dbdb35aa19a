/** Makes the plugins of the sweeps' tests: modules on disk, and servers that answer them. */
import { streamedAnswer } from "./_parrot.ts";

const at = (path: string) => new URL(`../../${path}`, import.meta.url).href;

/** The module of the sample plugin, as a provider with this key at this origin. */
export function runnerModule(origin: string, key = "acme"): string {
  return `import runner from "${at("docs/examples/provider_plugin/mod.ts")}";
export default { ...runner, key: "${key}", name: "Acme", origin: "${origin}", keyEnv: ["ACME_RUNNER_KEY"] };
`;
}

/** The module of a model of the AI SDK at this origin. */
export function aiSdkModule(origin: string, options = '{ key: "openai-sdk" }'): string {
  return `import { createOpenAI } from "@ai-sdk/openai";
import { fromAiSdk } from "${at("src/provider/ai_sdk/mod.ts")}";
const model = (fetch) => createOpenAI({ apiKey: "none", baseURL: "${origin}/v1", fetch }).chat("gpt-4o-mini");
export default fromAiSdk(model, ${options});
`;
}

/** A request as it came. */
export interface Asked {
  readonly path: string;
  readonly headers: Headers;
  readonly body: { readonly [name: string]: unknown };
}

/** A server on loopback that streams one text to all, as OpenAI would or in the envelope of the sample plugin. */
export function startAcme({ text = "Hello", envelope = false } = {}) {
  const asked: Asked[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked.push({ path: new URL(request.url).pathname, headers: request.headers, body: await request.json() });
    const answer = streamedAnswer(text);
    if (!envelope) return answer;
    const events = (await answer.text()).replace(/^data: (\{.*\})$/gm, 'data: {"output":$1}');
    return new Response(events, { headers: answer.headers });
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A plan's text with one endpoint and two prompts. */
export function pluginPlan(key: string, { plugins = '["./acme.ts"]', endpoint = "", rest = "" } = {}): string {
  return `name = "plugins"
plugins = ${plugins}
[[endpoints]]
key = "${key}"
${endpoint}
[grid]
temperature = [0, 0.5]
[prompts]
items = [{ prompt = "one" }, { prompt = "two" }]
[run]
cassette = "tape.jsonl"
${rest}
`;
}
