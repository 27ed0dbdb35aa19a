import type { ChatRequest, Endpoint, ParameterProblem } from "../../spec/mod.ts";
import { refusedByAnthropic } from "./_anthropic.ts";
import { refusedByDeepseek } from "./_deepseek.ts";
import { refusedByGoogle } from "./_google.ts";
import { refusedByOpenai } from "./_openai.ts";
import { ModelProblems } from "./_model_problems.ts";
import { refusedByXai } from "./_xai.ts";

/** What an author's models do not take, and the servers of which it is known how they say so. */
interface AuthorRules {
  readonly hosts: RegExp;
  check(slug: string, request: ChatRequest, problems: ModelProblems): void;
}

const XAI: AuthorRules = { hosts: /^api\.x\.ai$/, check: refusedByXai };
const RULES: ReadonlyMap<string, AuthorRules> = new Map([
  ["openai", { hosts: /^api\.openai\.com$|\.azure\.com$/, check: refusedByOpenai }],
  ["anthropic", { hosts: /^api\.anthropic\.com$/, check: refusedByAnthropic }],
  ["google", { hosts: /^generativelanguage\.googleapis\.com$/, check: refusedByGoogle }],
  ["x-ai", XAI],
  ["xai", XAI],
]);

const MISTRAL_HOST = "api.mistral.ai";
const DEEPSEEK_HOST = "api.deepseek.com";

/**
 * What of a request a model does not take although its wire format and its provider do: no list of models tells it. A
 * model that is not known takes everything. The rules are by model, so they hold behind routers too; whether what is not
 * taken is an error there or goes by without effect is the router's.
 */
export function modelRefusals(
  request: ChatRequest,
  { model, wireModel, baseUrl }: Pick<Endpoint, "model" | "wireModel" | "baseUrl">,
): readonly ParameterProblem[] {
  const [author, slug = model] = model.split("/");
  const rules = RULES.get(author);
  const host = URL.parse(baseUrl)?.hostname ?? "";
  const isDirect = rules?.hosts.test(host) || host === DEEPSEEK_HOST || host === MISTRAL_HOST;
  const problems = new ModelProblems(slug, isDirect ? "refused" : "unknown");
  rules?.check(slug.replace(/:.*$/, ""), request, problems);
  if (host === DEEPSEEK_HOST) refusedByDeepseek(wireModel, request, problems);
  // https://docs.mistral.ai/api/ as of 2026-11-21.
  if (host === MISTRAL_HOST && (request.temperature ?? 0) > 1.5) {
    problems.add("temperature", "takes 0 to 1.5", request.temperature);
  }
  return problems.list;
}
