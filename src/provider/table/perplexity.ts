import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { hyphenVersion, namedBy } from "./_model_names.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Perplexity. */
export const perplexity: ProviderAdapter = {
  version: 1,
  key: "perplexity",
  name: "Perplexity",
  origin: "https://api.perplexity.ai",
  basePath: "",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["PERPLEXITY_API_KEY", "PPLX_API_KEY"],
  models: { url: "/v1/models", needsKey: true, read: "perplexity", lifetimeMs: HOUR_MS },
  health: { url: "/v1/models", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 50 },
  dialect: PLAIN,
  modelIds: namedBy({ authors: { "x-ai": "xai" }, plain: idOf }),
  embeddings: null,
  keyShapes: [{
    name: "perplexity-key",
    prefix: "pplx-",
    pattern: "pplx-[A-Za-z0-9]{32,}",
    example: `pplx-${"Filler01".repeat(6)}`,
  }],
  errors: plainErrors,
  quirks: [
    "A request costs a fee beside its tokens, by the size of the search context.",
    "Every chunk of a stream has the usage so far; the cost stands in the last one only, and there is no [DONE].",
    "Reports the cost of every call in usage.cost.",
    "Its own models search the web before they answer, and call no tools.",
  ],
};

/** Its own models go by the slug alone at this door; others, which its list has too, by author and slug. */
function idOf(author: string, slug: string): string {
  if (author === "perplexity" && slug.startsWith("sonar")) return slug;
  return `${author}/${author === "anthropic" ? hyphenVersion(slug) : slug}`;
}
