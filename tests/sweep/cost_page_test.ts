import { assertEquals } from "@std/assert";
import { estimateCost } from "../../src/catalog/cost/mod.ts";
import type { UsageDetails } from "../../src/spec/mod.ts";
import { planOf } from "./_plans.ts";

const page = await Deno.readTextFile(new URL("../../docs/cost.md", import.meta.url));

/** The first column of the table under a heading. */
function namesIn(heading: string): string[] {
  const [, section] = new RegExp(`^## ${heading}\\n(.*?)(?=^## )`, "ms").exec(page)!;
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
}

Deno.test("the price that the page of costs shows is one that a plan takes", async () => {
  const [, endpoints] = /```toml\n([^`]*)```/.exec(page)!;
  const { price } = (await planOf({ endpoints })).endpoints[0];
  assertEquals(price?.kind, "tokens");
  if (price?.kind !== "tokens") return;
  assertEquals([price.overrides?.length, price.discount, price.webSearchUsd], [2, "0.1", "0.014"]);
});

Deno.test("the page of costs has every part of a cost", () => {
  const details: Required<Omit<UsageDetails, "serviceTier" | "inferenceGeo">> = {
    cacheWrite1hTokens: 1,
    audioInputTokens: 1,
    audioOutputTokens: 1,
    imageOutputTokens: 1,
    images: 1,
    webSearches: 1,
  };
  const usage = {
    inputTokens: 9,
    cacheReadTokens: 1,
    cacheWriteTokens: 2,
    outputTokens: 9,
    reasoningTokens: 1,
    details,
  };
  const price = {
    kind: "tokens",
    inputUsd: "1",
    outputUsd: "1",
    requestUsd: "1",
    imageUsd: "1",
    webSearchUsd: "1",
  } as const;
  const { parts } = estimateCost(price, usage);
  assertEquals(namesIn("What is paid"), [...parts.map(({ name }) => name), "time", "reported"]);
});

Deno.test("the page of costs has every fact that can be missing", () => {
  const none = {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  };
  const some = { ...none, inputTokens: 1, outputTokens: 1 };
  const price = { kind: "tokens", inputUsd: "1", outputUsd: "1" } as const;
  const night = { ...price, overrides: [{ utcStart: "22:00", rates: { inputUsd: "2" } }] };
  const hour = { kind: "hour", hourUsd: "1", slots: null } as const;
  const missing = [
    estimateCost({ ...price, inputUsd: "-1" }, some),
    estimateCost(price, none),
    estimateCost(price, { ...some, details: { webSearches: 1 } }),
    estimateCost(price, some, { batch: true }),
    estimateCost(price, { ...some, details: { serviceTier: "flex" } }),
    estimateCost(price, { ...some, details: { inferenceGeo: "atlantis" } }),
    estimateCost(night, some),
    estimateCost({ ...price, overrides: [{ unknownCondition: true, rates: { inputUsd: "2" } }] }, some),
    estimateCost(hour, some),
    estimateCost(hour, some, { latencyMs: 1 }),
  ].flatMap((cost) => cost.missing);
  assertEquals(namesIn("What is unknown"), missing);
});
