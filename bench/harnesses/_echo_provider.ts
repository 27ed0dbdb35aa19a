/** A provider whose model says what it was asked, within the process: nothing is sent anywhere. */
import { fromAiSdk } from "../../src/provider/ai_sdk/mod.ts";
import type { ProviderAdapter } from "../../src/spec/mod.ts";

interface Given {
  readonly prompt: readonly { readonly content: string | readonly { readonly text?: string }[] }[];
}

/** The text of the last message. */
function lastText({ prompt }: Given): string {
  const content = prompt.at(-1)?.content ?? "";
  return typeof content === "string" ? content : content.map(({ text = "" }) => text).join("");
}

const echo: ProviderAdapter = fromAiSdk({
  specificationVersion: "v3",
  provider: "echo.chat",
  modelId: "model",
  doGenerate: (given: unknown) =>
    Promise.resolve({
      content: [{ type: "text", text: lastText(given as Given) }],
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: 12 }, outputTokens: { total: 8 } },
      warnings: [],
    }),
  doStream: () => Promise.reject(new Error("Cannot stream")),
}, { key: "echo" });

export default echo;
