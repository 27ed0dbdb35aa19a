/** The path of a wire format's requests tells it, wherever the server stands. */
const PATHS: readonly (readonly [path: RegExp, wire: string])[] = [
  [/\/chat\/completions$/, "openai-chat"],
  [/\/v1\/messages$/, "anthropic-messages"],
  [/:(?:stream)?generateContent$/i, "gemini-generate-content"],
  [/\/v2\/chat$/, "cohere-chat"],
  [/\/api\/chat$/, "ollama-chat"],
  [/\/responses$/, "openai-responses"],
];

/** The wire format whose requests go to such a URL or path, its query left aside; `null` where it tells of none. */
export function wireOfPath(url: string): string | null {
  const path = url.split("?", 1)[0];
  return PATHS.find(([shape]) => shape.test(path))?.[1] ?? null;
}
