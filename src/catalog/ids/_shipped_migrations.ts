import type { IdMigration } from "./id_migration.ts";

/** The very same model under another name. */
const SAME: { readonly [from: string]: readonly [to: string, reason: "renamed" | "moved"] } = {
  // The same models without the router's own moderation, which it no longer tells apart.
  "anthropic/claude-3-haiku:beta": ["anthropic/claude-3-haiku", "renamed"],
  "anthropic/claude-3-opus:beta": ["anthropic/claude-3-opus", "renamed"],
  "anthropic/claude-3.5-haiku:beta": ["anthropic/claude-3.5-haiku", "renamed"],
  "anthropic/claude-3.5-sonnet:beta": ["anthropic/claude-3.5-sonnet", "renamed"],
  "anthropic/claude-3.7-sonnet:beta": ["anthropic/claude-3.7-sonnet", "renamed"],
  "mistral/ministral-8b": ["mistralai/ministral-8b", "moved"],
  "qwen/qwen-2.5-vl-72b-instruct": ["qwen/qwen2.5-vl-72b-instruct", "renamed"],
};

/** Another model, which the makers of the old one name in its place, or the next one of its line. */
const NEXT: { readonly [from: string]: string } = {
  "anthropic/claude-3-opus": "anthropic/claude-opus-4.1",
  "anthropic/claude-3-sonnet": "anthropic/claude-sonnet-4.5",
  "anthropic/claude-3.5-haiku": "anthropic/claude-haiku-4.5",
  "anthropic/claude-3.5-sonnet": "anthropic/claude-sonnet-4.5",
  "anthropic/claude-3.7-sonnet": "anthropic/claude-sonnet-4.5",
  "google/gemini-2.5-flash-image-preview": "google/gemini-2.5-flash-image",
  "google/gemini-2.5-flash-lite-preview-06-17": "google/gemini-2.5-flash-lite",
  "google/gemini-2.5-flash-lite-preview-09-2025": "google/gemini-2.5-flash-lite",
  "google/gemini-2.5-flash-preview": "google/gemini-2.5-flash",
  "google/gemini-2.5-flash-preview-09-2025": "google/gemini-2.5-flash",
  "google/gemini-2.5-pro-exp-03-25": "google/gemini-2.5-pro",
  "google/gemini-2.5-pro-preview-03-25": "google/gemini-2.5-pro",
  "google/gemini-3-pro-preview": "google/gemini-3.1-pro-preview",
  "mistralai/codestral-2501": "mistralai/codestral-2508",
  "mistralai/ministral-3b": "mistralai/ministral-3b-2512",
  "mistralai/ministral-8b": "mistralai/ministral-8b-2512",
  "mistralai/mistral-large-2411": "mistralai/mistral-large-2512",
  "openai/gpt-4-1106-preview": "openai/gpt-4-turbo",
  "openai/gpt-4.5-preview": "openai/gpt-4.1",
  "openai/gpt-4o-audio-preview": "openai/gpt-audio",
  "openai/o1-mini": "openai/o3-mini",
  "openai/o1-preview": "openai/o1",
  "perplexity/llama-3.1-sonar-large-128k-online": "perplexity/sonar-pro",
  "perplexity/llama-3.1-sonar-small-128k-online": "perplexity/sonar",
};

/** The ids that are known to have become others, for those who come with an old one. */
export function shippedMigrations(): IdMigration[] {
  return [
    ...Object.entries(SAME).map(([from, [to, reason]]) =>
      ({ from, to, mode: "automatic", reason, source: "shipped" }) as const
    ),
    ...Object.entries(NEXT).map(([from, to]) =>
      ({ from, to, mode: "asked", reason: "replaced", source: "shipped" }) as const
    ),
  ];
}
