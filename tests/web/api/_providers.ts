import { VirtualClock } from "../../../src/base/mod.ts";
import { openCatalog } from "../../../src/routing/mod.ts";
import { type TestDashboard, testDashboard, type TestDashboardOptions } from "../../support/dashboard.ts";

/** Keys that have the shape that their providers' have; no one's. */
export const KEYS = {
  server: `sk-proj-${"Server0".repeat(8)}`,
  ann: `sk-proj-${"CallerA".repeat(8)}`,
  ben: `sk-proj-${"CallerB".repeat(8)}`,
  refused: `sk-proj-${"Refused".repeat(8)}`,
} as const;

/** The header that a key for OpenAI comes in. */
export const OPENAI = "x-provider-key-openai";

/** Servers of lists, by their hosts, that note who asked them. Whoever has no answer here cannot be reached. */
export function fakeLists() {
  const calls: { readonly host: string; readonly key: string | null }[] = [];
  const answers: { [host: string]: (key: string | null) => Response | Promise<Response> } = {
    "api.openai.com": (key) => {
      const own = Object.entries(KEYS).find(([, value]) => value === key)?.[0];
      if (own === undefined || own === "refused") {
        // As servers do that should not.
        return Response.json({ error: { message: `Incorrect API key provided: ${key}` } }, { status: 401 });
      }
      return openaiList("gpt-4o-mini", ...(own === "server" ? [] : [`ft:gpt-4o-mini:${own}::private`]));
    },
    "openrouter.ai": () =>
      Response.json({
        data: [
          routerRow("openai/gpt-4o-mini", { prompt: "0.00000015", completion: "0.0000006" }),
          routerRow("mistralai/mistral-nemo:free", { prompt: "0", completion: "0" }),
        ],
      }),
  };
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const { host } = new URL(request.url);
    const key = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? null;
    calls.push({ host, key });
    await Promise.resolve();
    const answer = answers[host];
    if (answer === undefined) throw new TypeError(`error sending request for url (${request.url}) to 10.1.2.3`);
    return await answer(key);
  };
  return { calls, answers, fetch, callsTo: (host: string) => calls.filter((call) => call.host === host) };
}

/** A list as OpenAI has it. */
export function openaiList(...ids: string[]): Response {
  return Response.json({ object: "list", data: ids.map((id) => ({ id, object: "model", created: 1_721_172_741 })) });
}

function routerRow(id: string, pricing: { readonly prompt: string; readonly completion: string }) {
  return {
    id,
    name: id,
    created: 1_721_172_741,
    context_length: 128_000,
    architecture: { input_modalities: ["text", "image"], output_modalities: ["text"] },
    pricing,
    top_provider: { max_completion_tokens: 16_384 },
    supported_parameters: ["tools", "response_format"],
  };
}

/** A dashboard whose lists are at {@linkcode fakeLists}; the server has a key of OpenAI unless told otherwise. */
export async function apiWorld(
  { keys = { OPENAI_API_KEY: KEYS.server }, ...more }:
    & { readonly keys?: { readonly [name: string]: string } }
    & Pick<TestDashboardOptions, "adminKey"> = {},
): Promise<TestDashboard & ReturnType<typeof fakeLists> & { readonly clock: VirtualClock }> {
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  const lists = fakeLists();
  const env = (name: string) => keys[name];
  const catalog = await openCatalog({ store: ":memory:", env, clock, fetch: lists.fetch });
  const test = await testDashboard({ prompts: [], catalog, clock, env, fetch: lists.fetch, ...more });
  return Object.assign(test, lists, { clock });
}
