import type { ProviderAdapter } from "../../spec/mod.ts";
import { anthropic } from "./anthropic.ts";
import { azure } from "./azure.ts";
import { bedrock } from "./bedrock.ts";
import { cerebras } from "./cerebras.ts";
import { cohere } from "./cohere.ts";
import { deepinfra } from "./deepinfra.ts";
import { deepseek } from "./deepseek.ts";
import { fireworks } from "./fireworks.ts";
import { gemini } from "./gemini.ts";
import { github } from "./github.ts";
import { groq } from "./groq.ts";
import { huggingface } from "./huggingface.ts";
import { llamaCpp } from "./llama_cpp.ts";
import { lmstudio } from "./lmstudio.ts";
import { mistral } from "./mistral.ts";
import { nvidia } from "./nvidia.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openaiCompatible } from "./openai_compatible.ts";
import { openrouter } from "./openrouter.ts";
import { perplexity } from "./perplexity.ts";
import { replicate } from "./replicate.ts";
import { requesty } from "./requesty.ts";
import { simulated } from "./simulated.ts";
import { together } from "./together.ts";
import { vercel } from "./vercel.ts";
import { xai } from "./xai.ts";

/**
 * The provider table. The first row of a wire format also stands for servers of which nothing but the format is known,
 * so its author comes first.
 */
export const providerRows: readonly ProviderAdapter[] = [
  openai,
  anthropic,
  gemini,
  cohere,
  ollama,
  openrouter,
  requesty,
  mistral,
  groq,
  together,
  cerebras,
  lmstudio,
  openaiCompatible,
  llamaCpp,
  perplexity,
  xai,
  deepinfra,
  vercel,
  azure,
  bedrock,
  deepseek,
  fireworks,
  github,
  huggingface,
  nvidia,
  replicate,
  simulated,
];
