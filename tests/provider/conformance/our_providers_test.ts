import { assert, assertEquals } from "@std/assert";
import { modelPageReaders, readModelPage } from "../../../src/catalog/mod.ts";
import { providerRows } from "../../../src/provider/mod.ts";
import { checkProvider, type ModelReader, readGoldenCases } from "../../../src/provider/conformance/mod.ts";

const GOLDEN = new URL("../golden", import.meta.url).pathname;

function modelReader(name: string): ModelReader | null {
  return modelPageReaders().includes(name) ? (page, facts) => readModelPage(name, page, facts) : null;
}

for (const row of providerRows) {
  // Its format is that of predictions, which nobody calls yet: the row is there for the tape.
  if (row.key === "replicate") continue;
  Deno.test(`${row.name} keeps every law, at every door`, async () => {
    const golden = await readGoldenCases(GOLDEN);
    const { checks, ok } = await checkProvider(row, { golden, modelReader });
    const broken = checks.filter(({ status }) => status === "failed");
    assertEquals(broken.map(({ about, law, message }) => `${about} ${law}: ${message}`), []);
    assert(ok);
    const skipped = checks.filter(({ status }) => status === "skipped").map(({ message }) => message);
    const absent = [
      ...(row.models === null ? ["It lists no models"] : []),
      ...(row.embeddings === null ? ["It makes no embeddings"] : []),
    ];
    assertEquals(skipped, absent);
  });
}

Deno.test("a format that is only read is said not to be one that can be used", async () => {
  const replicate = providerRows.find(({ key }) => key === "replicate")!;
  const { ok, checks } = await checkProvider(replicate);
  assertEquals(ok, false);
  assert(checks.find(({ law }) => law === "provider/type")!.message!.includes('"replicate-predictions"'));
});

Deno.test("every wire format has golden requests, answers and failures", async () => {
  const golden = await readGoldenCases(GOLDEN);
  for (const wire of ["openai-chat", "anthropic-messages", "gemini-generate-content", "cohere-chat", "ollama-chat"]) {
    const own = golden.filter((one) => one.wire === wire);
    assert(own.some(({ request }) => request !== undefined), wire);
    assert(own.some(({ completion }) => completion !== undefined), wire);
    assert(own.some(({ failure }) => failure !== undefined), wire);
    assert(own.some(({ response }) => response?.lines !== undefined), wire);
  }
});
