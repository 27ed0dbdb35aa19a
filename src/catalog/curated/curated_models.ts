import type { CapabilityName } from "../../spec/mod.ts";
import type { CuratedModel } from "./curated_model.ts";
import { type Family, family } from "./_family.ts";

const AGENT: readonly CapabilityName[] = ["tools", "jsonSchema"];
const THINKER: readonly CapabilityName[] = [...AGENT, "reasoning"];
const SEEING: readonly CapabilityName[] = [...THINKER, "images"];

function closed(prefix: string, strengths: readonly CapabilityName[]): Family {
  return family(prefix, { openWeights: false, strengths });
}

function open(prefix: string, strengths: readonly CapabilityName[]): Family {
  return family(prefix, { openWeights: true, strengths });
}

/**
 * The models that Tapedeck proposes: the flagships and workhorses of the large authors, cheap ones, open ones, and some
 * that much published work is compared with. Keys and what they are chosen for, no prices: those are the catalog's.
 *
 * @example The workhorses
 * ```ts
 * import { assert } from "@std/assert";
 * import { curatedModels } from "@tapedeck/tapedeck";
 *
 * const workhorses = curatedModels().filter(({ role }) => role === "workhorse").map(({ key }) => key);
 * assert(workhorses.includes("anthropic/claude-sonnet-5"));
 * ```
 */
export function curatedModels(): readonly CuratedModel[] {
  return [
    closed("anthropic/claude-", SEEING)
      .model("fable-5", "flagship")
      .model("opus-5", "flagship")
      .model("sonnet-5", "workhorse")
      .model("haiku-4.5", "economical")
      .model("sonnet-4.5", "reference"),
    closed("openai/gpt-", SEEING)
      .model("5.6-sol", "flagship")
      .model("5.6-terra", "workhorse")
      .model("5.6-luna", "economical")
      .model("5.4-mini", "workhorse")
      .model("5.4-nano", "economical")
      .model("5.3-codex", "specialist")
      .model("5", "reference")
      .model("5-mini", "reference")
      .model("4.1", "reference", { without: ["reasoning"] })
      .model("4o", "reference", { without: ["reasoning"] })
      .model("4o-mini", "reference", { without: ["reasoning"] }),
    open("openai/gpt-oss-", THINKER)
      .model("120b", "workhorse")
      .model("20b", "economical"),
    closed("google/gemini-", SEEING)
      .model("3.1-pro-preview", "flagship", { also: ["files", "audio"] })
      .model("3.6-flash", "workhorse", { also: ["files", "audio"] })
      .model("3.5-flash-lite", "economical", { also: ["files", "audio"] })
      .model("2.5-pro", "reference", { also: ["files", "audio"] })
      .model("2.5-flash", "reference", { also: ["files", "audio"] }),
    open("google/gemma-", SEEING)
      .model("4-31b-it", "workhorse")
      .model("4-26b-a4b-it", "economical"),
    closed("x-ai/grok-", SEEING)
      .model("4.5", "flagship")
      .model("4.3", "workhorse"),
    closed("mistralai/", AGENT)
      .model("mistral-medium-3-5", "flagship", { also: ["images", "reasoning"] })
      .model("mistral-small-2603", "workhorse", { also: ["images", "reasoning"], openWeights: true })
      .model("ministral-8b-2512", "economical", { also: ["images"], openWeights: true })
      .model("codestral-2508", "specialist"),
    open("deepseek/deepseek-", THINKER)
      .model("v4-pro", "flagship")
      .model("v4-flash-0731", "workhorse")
      .model("v3.2", "reference"),
    closed("qwen/qwen", THINKER)
      .model("3.7-max", "flagship")
      .model("3.7-plus", "workhorse", { also: ["images"] })
      .model("3.7-flash", "economical", { also: ["images"], without: ["jsonSchema"] })
      .model("3.6-27b", "workhorse", { also: ["images"], openWeights: true })
      .model("3-235b-a22b-2507", "reference", { without: ["reasoning"], openWeights: true })
      .model("3-coder-next", "specialist", { without: ["reasoning"], openWeights: true }),
    open("meta-llama/llama-", AGENT)
      .model("4-maverick", "workhorse", { also: ["images"] })
      .model("3.3-70b-instruct", "reference")
      .model("3.1-8b-instruct", "economical"),
    open("moonshotai/kimi-", SEEING)
      .model("k3", "flagship")
      .model("k2.7-code", "specialist"),
    open("z-ai/glm-", THINKER)
      .model("5.2", "flagship")
      .model("4.7-flash", "economical"),
    open("minimax/minimax-", THINKER).model("m3", "workhorse", { also: ["images"] }),
    open("nvidia/nemotron-3-", THINKER).model("super-120b-a12b", "workhorse"),
    closed("amazon/nova-", AGENT)
      .model("premier-v1", "flagship", { also: ["images"], without: ["jsonSchema"] })
      .model("2-lite-v1", "workhorse", { also: ["images", "reasoning"], without: ["jsonSchema"] }),
    closed("cohere/command-", []).model("a", "workhorse", { also: ["jsonSchema"], openWeights: true }),
    closed("perplexity/", []).model("sonar", "specialist", { also: ["images"] }),
  ].flatMap((each) => each.models);
}
