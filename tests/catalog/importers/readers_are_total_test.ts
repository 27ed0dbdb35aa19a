import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { modelPageReaders, readEndpointList, readModelPage, readOllamaShow } from "../../../src/catalog/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { assertSoundEndpoint, assertSoundModel } from "./invariants.ts";

const FACTS = { provider: "somebody", fetchedAt: "2026-08-01T00:00:00Z" };

/** The fields that some reader looks into. */
const NAMES = [
  ...["id", "name", "model", "model_name", "model_id", "modelKey", "display_name", "displayName", "owned_by", "tag"],
  ...["created", "created_at", "deprecation", "deprecated", "expiration_date", "knowledge_cutoff", "modified_at"],
  ...["context_length", "context_window", "max_tokens", "max_input_tokens", "inputTokenLimit", "max_context_length"],
  ...["architecture", "input_modalities", "output_modalities", "modality", "supported_parameters", "features", "tags"],
  ...["pricing", "prompt", "completion", "input", "output", "overrides", "min_prompt_tokens", "utc_start", "utc_end"],
  ...["utc_days", "discount", "hourly", "cents_per_input_token", "cents_per_output_token", "input_price", "unit"],
  ...[
    "rate_per_input_token_cached",
    "input_tiers",
    "cost",
    "min",
    "prompt_text_token_price",
    "completion_text_token_price",
  ],
  ...["capabilities", "supported", "thinking", "image_input", "completion_chat", "details", "family", "aliases"],
  ...["canonical_slug", "alias_target", "slug", "top_provider", "status", "provider_name", "uptime_last_1d", "p50"],
  ...["latency_last_30m", "throughput_last_30m", "links", "next", "last_id", "has_more", "nextPageToken", "model_info"],
  ...["general.architecture", "qwen3.context_length", "parameters", "type", "endpoints", "__proto__", "constructor"],
];
const ODD = fc.constantFrom<JsonValue>(
  ...["", " ", "-1", "0", "1e-7", "3E-7", "1e999", "NaN", "0x10", "1e-400", "9".repeat(80), "author/slug:free", "a@b"],
  ...[
    "models/x",
    "~a/b",
    "/",
    "//",
    "a//b",
    ":",
    "a/:x",
    "a b/c",
    "2098-12-31",
    "2026-13-40",
    "text+image->text",
    "qwen3",
  ],
  ...[0, -1, 1.5, 1e300, 2400, 1675, 1e-9, 200_000, true, false, null],
);

const row = fc.letrec<{ value: JsonValue; object: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ODD,
    fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>,
    tie("object"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 12 }),
})).object;

/** Rows that most readers can read, with anything beside. */
const named = fc.tuple(row, fc.constantFrom("id", "name", "model_name", "modelKey"), ODD, ODD).map((
  [object, name, id, price],
) => ({
  ...(object as object),
  ...(typeof id === "string" ? { [name]: id } : { [name]: "author/slug" }),
  tag: "somebody/fp8",
  pricing: { prompt: price, completion: "0.1", input: 0.3, output: price, overrides: [object] },
}));
const rows = fc.array(fc.oneof({ arbitrary: named, weight: 3 }, row, ODD), { maxLength: 6 });
const page: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<JsonValue>,
  rows,
  fc.record({
    data: rows,
    models: rows,
    endpoints: rows,
    links: row,
    has_more: ODD,
    last_id: ODD,
    next_page_token: ODD,
  }),
  fc.record({ data: fc.record({ id: ODD, endpoints: rows, architecture: row }) }),
) as fc.Arbitrary<JsonValue>;

for (const name of modelPageReaders()) {
  Deno.test(`the reader of ${name} gives sound models for any page, and reads a page the same way twice`, () => {
    fc.assert(
      fc.property(page, (value) => {
        const before = JSON.stringify(value);
        const read = readModelPage(name, value, FACTS);
        read.models.forEach(assertSoundModel);
        assertEquals(new Set(read.models.map(({ key }) => key)).size, read.models.length);
        for (const { reason } of read.skipped) assert(reason.length > 0);
        for (const token of Object.values(read.next ?? {})) assertEquals(typeof token, "string");
        assertEquals(readModelPage(name, value, FACTS), read);
        assertEquals(JSON.stringify(value), before, "the page stays as it was");
      }),
      { numRuns: 150 },
    );
  });
}

Deno.test("the reader of endpoints gives sound endpoints for any page", () => {
  fc.assert(fc.property(page, (value) => {
    const { endpoints } = readEndpointList(value, FACTS);
    endpoints.forEach(assertSoundEndpoint);
    assertEquals(new Set(endpoints.map(({ key }) => key)).size, endpoints.length);
  }));
});

Deno.test("what Ollama shows never spoils a model", () => {
  const { models } = readModelPage("ollama", { models: [{ name: "qwen3:8b" }] }, FACTS);
  fc.assert(fc.property(page, row, (value, object) => {
    assertSoundModel(readOllamaShow(value, models[0]));
    assertSoundModel(readOllamaShow(object, models[0]));
  }));
});

Deno.test("a reader that is not there is an error that names those that are", () => {
  assertThrows(() => readModelPage("nobody", [], FACTS), RangeError, "anthropic");
});
