import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { namedBy, wholeKey } from "./_model_names.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Its ids are those of the weights, capitals included, which keys do not tell. */
const OWN_NAMES = {
  "deepseek/deepseek-r1-0528": "deepseek-ai/DeepSeek-R1-0528",
  "deepseek/deepseek-v3.2": "deepseek-ai/DeepSeek-V3.2",
  "deepseek/deepseek-v4-flash": "deepseek-ai/DeepSeek-V4-Flash",
  "meta-llama/llama-3.1-8b-instruct": "meta-llama/Meta-Llama-3.1-8B-Instruct",
  "meta-llama/llama-4-scout": "meta-llama/Llama-4-Scout-17B-16E-Instruct",
  "minimax/minimax-m2.5": "MiniMaxAI/MiniMax-M2.5",
  "mistralai/mistral-nemo": "mistralai/Mistral-Nemo-Instruct-2407",
  "moonshotai/kimi-k2.5": "moonshotai/Kimi-K2.5",
  "qwen/qwen3-235b-a22b-2507": "Qwen/Qwen3-235B-A22B-Instruct-2507",
  "qwen/qwen3-32b": "Qwen/Qwen3-32B",
  "qwen/qwen3-next-80b-a3b-instruct": "Qwen/Qwen3-Next-80B-A3B-Instruct",
  "z-ai/glm-4.7": "zai-org/GLM-4.7",
  "z-ai/glm-5": "zai-org/GLM-5",
};

/** DeepInfra. Its keys are 32 letters and digits, which tell nothing. */
export const deepinfra: ProviderAdapter = {
  version: 1,
  key: "deepinfra",
  name: "DeepInfra",
  origin: "https://api.deepinfra.com",
  basePath: "/v1/openai",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"],
  models: { url: "https://api.deepinfra.com/models/list", needsKey: false, read: "deepinfra", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: { concurrency: 200 },
  dialect: PLAIN,
  modelIds: namedBy({ names: OWN_NAMES, plain: wholeKey }),
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: plainErrors,
  quirks: [
    "Counts calls in flight, and of each model apart: there is no limit by the minute.",
    "The list with its prices stands beside the API, as a bare array, in cents per token.",
  ],
};
