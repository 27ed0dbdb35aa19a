// deno-lint-ignore-file no-console
import { Buffer } from "node:buffer";
import { tapeRedactor } from "../src/cassette/redaction/mod.ts";
import { providerLenses } from "../src/provider/mod.ts";

/** What a process knows that has a handful of credentials. */
const ENV = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`SERVICE_${i}_API_KEY`, `k${i}-${"Q7tZx2Lm9KcVw4Rb8NdY".slice(i)}${i}Gh3Jf`]),
);
const ROUNDS = 2000;

/** An answer of some 2 KB, and a stream of some 47 KB: no credential is in either, as nearly always. */
function bodies(): { readonly [name: string]: Uint8Array } {
  const words =
    "the model answers in plain words, counts 3 of 12 things and says why; ask again at https://x.example/docs. ";
  const answer = JSON.stringify({
    id: "chatcmpl-Bq7X2mVw9KcR4tZ8NdYs5Gh3J",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "gpt-4o-mini-2024-07-18",
    choices: [{ index: 0, message: { role: "assistant", content: words.repeat(15) }, finish_reason: "stop" }],
    usage: { prompt_tokens: 12, completion_tokens: 300, total_tokens: 312 },
  });
  const event = (content: string) =>
    `data: ${
      JSON.stringify({
        id: "chatcmpl-Bq7X2mVw9KcR4tZ8NdYs5Gh3J",
        object: "chat.completion.chunk",
        created: 1_790_000_000,
        model: "gpt-4o-mini-2024-07-18",
        choices: [{ index: 0, delta: { content }, finish_reason: null }],
      })
    }\n\n`;
  const tokens = words.repeat(11).match(/\S+\s*/g)!;
  return {
    "answer of 2 KB": Buffer.from(answer),
    "stream of 47 KB": Buffer.from(tokens.map(event).join("") + "data: [DONE]\n\n"),
  };
}

/** Prints how fast bodies without a credential are searched for one, as every recorded body is. */
export function redactionBench(): void {
  const redactor = tapeRedactor({ lenses: providerLenses(), env: ENV }).with([
    `sk-${"proj"}-Q7tZx2Lm9KcVw4Rb8NdYs5Gh3Jf`,
  ]);
  for (const [name, bytes] of Object.entries(bodies())) {
    const text = Buffer.from(bytes).toString();
    print(`${name}: body`, bytes.length, () => redactor.body(bytes, []));
    print(`${name}: line`, bytes.length, () => redactor.knowsOneIn(text));
  }
}

function print(name: string, length: number, search: () => unknown): void {
  const rounds = Math.ceil(ROUNDS * 2000 / length);
  for (let i = 0; i < rounds; i++) search();
  const start = performance.now();
  for (let i = 0; i < rounds; i++) search();
  const us = (performance.now() - start) * 1000 / rounds;
  console.log(`${name.padEnd(28)} ${length} bytes  ${us.toFixed(1).padStart(8)} µs  ${(length / us).toFixed(0)} MB/s`);
}
