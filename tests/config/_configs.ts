import fc from "fast-check";
import type { ConfigFile } from "../../src/config/mod.ts";

const name = fc.constantFrom("openai", "work", "box", "a-b", "precise");
const model = fc.constantFrom("openai/gpt-4o", "a/b:free", "meta/llama-3.1-8b");
const text = fc.string({ minLength: 1, maxLength: 8 }).filter((one) => one.isWellFormed());
const money = fc.constantFrom("0", "0.15", "3E-7");
const count = fc.integer({ min: 1, max: 1_000_000 });
const maybe = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] });

const parameters = maybe({
  temperature: fc.double({ min: 0, max: 2, noNaN: true }).filter((one) => !Object.is(one, -0)),
  max_tokens: count,
  stop: fc.array(text, { minLength: 1, maxLength: 2 }),
  response_format: fc.constantFrom({ type: "json" }, { type: "text" }),
  // A key that is a table in one file and a value in another has no order-free meaning.
  extra: maybe({ a: text, b: fc.dictionary(fc.constantFrom("c", "d"), text, { noNullPrototype: true }) }),
  unset: fc.uniqueArray(fc.constantFrom("top_p", "top_k", "seed"), { maxLength: 2 }),
});

const named = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>) =>
  fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

const endpoint = fc.record({
  key: fc.constantFrom("a/b@c", "a/b@d", "me/mine@box"),
  base_url: fc.constantFrom("http://127.0.0.1:1/v1", "https://a.test"),
  price: fc.constantFrom({ per_hour_usd: "1", slots: 2 }, { input_per_1m_usd: "1", output_per_1m_usd: "2" }),
  context_tokens: count,
}, { requiredKeys: ["key"] });

const credential = fc.oneof(
  fc.constantFrom("OPENAI_API_KEY", "A").map((env) => ({ env })),
  text.map((file) => ({ file })),
  fc.array(text, { minLength: 1, maxLength: 3 }).map((command) => ({ command })),
);

/** Valid configurations: what files can say. */
export const configs: fc.Arbitrary<ConfigFile> = fc.record({
  version: fc.constant(1 as const),
  plugins: fc.array(fc.constantFrom("npm:a@1", "./b.ts"), { maxLength: 2 }),
  defaults: maybe({ model: text, profile: name, strictness: fc.constantFrom("warn" as const, "error" as const) }),
  parameters,
  profiles: named(name, parameters),
  models: named(model, maybe({ ban: fc.array(name, { maxLength: 2 }), parameters, profiles: named(name, parameters) })),
  providers: named(
    name,
    maybe({
      kind: name,
      enabled: fc.boolean(),
      base_url: fc.constantFrom("https://a.test", "https://b.test"),
      credential: fc.constantFrom("openai/work", "openai/home"),
      limits: maybe({ concurrency: count, usd_per_day: money }),
      lifetimes: maybe({ models: fc.constantFrom("1h", "45m") }),
      parameters,
    }),
  ),
  endpoints: fc.uniqueArray(endpoint, { selector: ({ key }) => key, maxLength: 3 }),
  aliases: maybe({ models: named(text, text), providers: named(name, name) }),
  groups: named(name, fc.array(text, { minLength: 1, maxLength: 2 })),
  credentials: named(fc.constantFrom("openai/work", "openai/home"), credential),
  routing: maybe({
    policy: text,
    weights: maybe({ cost: fc.nat(), latency: fc.nat() }),
    needs: maybe({ max_cost_usd: money }),
  }),
}, { requiredKeys: ["version"] }) as fc.Arbitrary<ConfigFile>;
