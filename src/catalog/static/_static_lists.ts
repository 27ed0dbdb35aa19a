import type { ModelKey } from "../../spec/mod.ts";

/** A name that a provider takes. */
export interface StaticModel {
  /** What goes into a request. */
  readonly wireModel: string;
  /** The model whose facts they are. */
  readonly of: ModelKey;
  /** Where it is not `of`: a model that routers have under one key with another. */
  readonly key?: ModelKey;
  /** Of the router's endpoint that the provider itself serves. */
  readonly tag?: string;
  /** What each request costs beside its tokens. */
  readonly requestUsd?: string;
}

/** The fee is that of the smallest search, which is what a request without settings makes. */
export const PERPLEXITY_MODELS: readonly StaticModel[] = [
  { wireModel: "sonar", of: "perplexity/sonar", requestUsd: "0.005" },
  { wireModel: "sonar-pro", of: "perplexity/sonar-pro", requestUsd: "0.006" },
  { wireModel: "sonar-reasoning-pro", of: "perplexity/sonar-reasoning-pro", requestUsd: "0.006" },
  { wireModel: "sonar-deep-research", of: "perplexity/sonar-deep-research" },
];

export const XAI_MODELS: readonly StaticModel[] = [
  { wireModel: "grok-4.5", of: "x-ai/grok-4.5" },
  { wireModel: "grok-4.3", of: "x-ai/grok-4.3" },
  { wireModel: "grok-4.20-reasoning", of: "x-ai/grok-4.20", key: "x-ai/grok-4.20-reasoning" },
  { wireModel: "grok-4.20-multi-agent", of: "x-ai/grok-4.20-multi-agent" },
];

export const DEEPINFRA_MODELS: readonly StaticModel[] = [
  { wireModel: "deepseek-ai/DeepSeek-V4-Flash", of: "deepseek/deepseek-v4-flash", tag: "deepinfra/fp4" },
  { wireModel: "deepseek-ai/DeepSeek-V3.2", of: "deepseek/deepseek-v3.2", tag: "deepinfra/fp4" },
  { wireModel: "deepseek-ai/DeepSeek-R1-0528", of: "deepseek/deepseek-r1-0528", tag: "deepinfra/fp4" },
  { wireModel: "google/gemma-3-27b-it", of: "google/gemma-3-27b-it", tag: "deepinfra/fp8" },
  {
    wireModel: "meta-llama/Meta-Llama-3.1-8B-Instruct",
    of: "meta-llama/llama-3.1-8b-instruct",
    tag: "deepinfra/bf16",
  },
  { wireModel: "meta-llama/Llama-4-Scout-17B-16E-Instruct", of: "meta-llama/llama-4-scout", tag: "deepinfra/fp8" },
  { wireModel: "MiniMaxAI/MiniMax-M2.5", of: "minimax/minimax-m2.5", tag: "deepinfra/fp8" },
  { wireModel: "mistralai/Mistral-Nemo-Instruct-2407", of: "mistralai/mistral-nemo", tag: "deepinfra/fp8" },
  { wireModel: "moonshotai/Kimi-K2.5", of: "moonshotai/kimi-k2.5", tag: "deepinfra/fp4" },
  { wireModel: "openai/gpt-oss-120b", of: "openai/gpt-oss-120b", tag: "deepinfra/bf16" },
  { wireModel: "openai/gpt-oss-20b", of: "openai/gpt-oss-20b", tag: "deepinfra/bf16" },
  { wireModel: "Qwen/Qwen3-32B", of: "qwen/qwen3-32b", tag: "deepinfra/fp8" },
  { wireModel: "Qwen/Qwen3-235B-A22B-Instruct-2507", of: "qwen/qwen3-235b-a22b-2507", tag: "deepinfra/fp8" },
  {
    wireModel: "Qwen/Qwen3-Next-80B-A3B-Instruct",
    of: "qwen/qwen3-next-80b-a3b-instruct",
    tag: "deepinfra/fp8",
  },
  { wireModel: "zai-org/GLM-4.7", of: "z-ai/glm-4.7", tag: "deepinfra/fp4" },
  { wireModel: "zai-org/GLM-5", of: "z-ai/glm-5", tag: "deepinfra/fp4" },
];
