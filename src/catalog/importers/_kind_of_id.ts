import type { ModelRecord } from "../../spec/mod.ts";

/** What the words of an id mean, the first that fits; lists that tell nothing else have no better hint. */
const WORDS: readonly (readonly [words: RegExp, kind: ModelRecord["kind"]])[] = [
  [/(?:^|[-/_.])(?:embed|embedding|embeddings|gecko)(?:$|[-/_.:\d])|bge-|arctic-embed|minilm/, "embedding"],
  [/rerank/, "rerank"],
  [/moderation|(?:^|[-/])(?:prompt-)?(?:llama-)?guard(?:$|-)|safeguard/, "moderation"],
  [
    /(?:^|[-/])(?:tts|whisper|transcribe|realtime|orpheus|playai|voxtral-mini-transcribe)(?:$|-)|-tts|transcription/,
    "audio",
  ],
  [/dall-e|gpt-image|chatgpt-image|imagen|imagine-image|-image-\d|flux|stable-diffusion/, "image"],
  [/sora|veo|imagine-video|aqa|ocr|babbage|davinci|(?:^|-)instruct-(?:0914|$)|turbo-instruct|bison/, "other"],
];

/** What a model makes, as its id hints: most are for chat. */
export function kindOfId(id: string): ModelRecord["kind"] {
  const lower = id.toLowerCase();
  return WORDS.find(([words]) => words.test(lower))?.[1] ?? "chat";
}
