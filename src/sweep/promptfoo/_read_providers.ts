import { isTable } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import { noteOf, type Part, partAt, partsOf } from "./_source.ts";

/** An entry of `[[endpoints]]`. */
export interface EndpointTable extends JsonObject {
  key: string;
}

/** What promptfoo's providers are called here: the provider, and who made its models where their ids do not say it. */
const PROVIDERS: { readonly [prefix: string]: readonly [provider: string, author: string] } = {
  openai: ["openai", "openai"],
  anthropic: ["anthropic", "anthropic"],
  google: ["gemini", "google"],
  mistral: ["mistral", "mistralai"],
  groq: ["groq", "groq"],
  cohere: ["cohere", "cohere"],
  xai: ["xai", "x-ai"],
  deepseek: ["deepseek", "deepseek"],
  openrouter: ["openrouter", "openrouter"],
  togetherai: ["together", "together"],
  cerebras: ["cerebras", "cerebras"],
  perplexity: ["perplexity", "perplexity"],
  ollama: ["ollama", "ollama"],
};

/** Words between provider and model that say how it is called. */
const CALLS = /^(?:chat|messages|completion|responses)$/;
/** Calls that are no chats. */
const OTHERS = /^(?:embeddings?|image|moderation|realtime|assistant|transcription|speech|video|agents?)$/;

const PARAMETERS: { readonly [name: string]: string } = {
  temperature: "temperature",
  max_tokens: "max_tokens",
  max_completion_tokens: "max_tokens",
  maxOutputTokens: "max_tokens",
  top_p: "top_p",
  topP: "top_p",
  top_k: "top_k",
  topK: "top_k",
  stop: "stop",
  seed: "seed",
  presence_penalty: "presence_penalty",
  frequency_penalty: "frequency_penalty",
};

const OF_THE_ENDPOINT = new Set(["apiBaseUrl", "apiKeyEnvar", "baseUrl"]);

/** The endpoints of `providers`. Two of one model are told apart by a tag: `openai/gpt-4o@openai/v2`. */
export function readProviders(providers: Part, notes: PromptfooNote[]): EndpointTable[] {
  const endpoints = partsOf(providers).flatMap((part) => readProvider(part, notes) ?? []);
  const counts = new Map<string, number>();
  return endpoints.map((endpoint) => {
    const count = (counts.get(endpoint.key) ?? 0) + 1;
    counts.set(endpoint.key, count);
    return count === 1 ? endpoint : { ...endpoint, key: `${endpoint.key}/v${count}` };
  });
}

function readProvider(part: Part, notes: PromptfooNote[]): EndpointTable | null {
  const { id, config, at } = idOf(part);
  const leave = (reason: string) => {
    notes.push(noteOf(part, "left out", `the provider ${id ?? "without an id"} is left out: ${reason}`));
    return null;
  };
  if (id === null) return leave("it is no text and no table with an id");
  const [prefix, ...rest] = id.split(":");
  const known = Object.hasOwn(PROVIDERS, prefix) ? PROVIDERS[prefix] : null;
  if (known === null) return leave("it is none that is known here");
  if (OTHERS.test(rest[0] ?? "")) return leave("it is no chat");
  const model = (CALLS.test(rest[0] ?? "") ? rest.slice(1) : rest).join(":");
  if (model === "") return leave("it names no model");
  const settings = isTable(config) ? config as JsonObject : {};
  const url = settings.apiBaseUrl ?? settings.baseUrl;
  if (typeof url === "string" && typeof settings.apiKeyEnvar === "string") {
    notes.push(
      noteOf(at, "changed", `the key in ${settings.apiKeyEnvar} would go to ${hostOf(url)}: see that it is meant to`),
    );
  }
  return { ...endpointOf(model, known, settings), ...parametersOf(settings, { part: at, notes }) };
}

/** `"openai:gpt-4o"`, `{ id, config }` and `{ "openai:gpt-4o": config }` are all one. */
function idOf(part: Part): { readonly id: string | null; readonly config: JsonValue; readonly at: Part } {
  if (typeof part.value === "string") return { id: part.value, config: null, at: part };
  if (!isTable(part.value)) return { id: null, config: null, at: part };
  if (typeof part.value.id === "string") {
    const at = partAt(part, "config");
    return { id: part.value.id, config: at.value, at };
  }
  const [id = null] = Object.keys(part.value);
  const inner = id === null ? part : partAt(part, id);
  const at = isTable(inner.value) && "config" in inner.value ? partAt(inner, "config") : inner;
  return { id, config: at.value, at };
}

function endpointOf(model: string, [provider, author]: readonly [string, string], config: JsonObject): EndpointTable {
  const url = config.apiBaseUrl ?? config.baseUrl;
  const own = model.includes("/") ? model : `${author}/${model}`;
  const [maker, ...slug] = own.split("/");
  const plain = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const key = `${plain(maker)}/${plain(slug.join("-"))}@${typeof url === "string" ? "local" : provider}`;
  return {
    key,
    wire_model: model,
    ...(typeof url === "string" ? { base_url: url } : {}),
    ...(typeof config.apiKeyEnvar === "string" ? { api_key_env: config.apiKeyEnvar } : {}),
  };
}

function parametersOf(config: JsonObject, { part, notes }: { part: Part; notes: PromptfooNote[] }): JsonObject {
  const parameters: JsonObject = {};
  for (const [name, value] of Object.entries(config)) {
    if (value === null || OF_THE_ENDPOINT.has(name)) continue;
    if (name === "apiKey") {
      notes.push(
        noteOf(partAt(part, name), "left out", "a key has no place in a plan: name its variable by api_key_env"),
      );
    } else if (Object.hasOwn(PARAMETERS, name)) parameters[PARAMETERS[name]] = value;
    else {notes.push(
        noteOf(
          partAt(part, name),
          "left out",
          `the setting ${name} is left out: put it into parameters.extra if the provider takes it`,
        ),
      );}
  }
  return Object.keys(parameters).length === 0 ? {} : { parameters };
}

/** Without a password that stands in a URL. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "a server that is no URL";
}
