import { assertEquals } from "@std/assert";
import { routerTold } from "../../../src/routing/eligibility/mod.ts";
import { candidate } from "../_candidates.ts";

Deno.test("a router that picks who serves a call is told all that it must pick by", () => {
  const { endpoint } = candidate("openrouter");
  const needs = {
    data: { training: "deny", retention: "none" },
    quantizations: ["fp8", "bf16"],
    excludeProviders: ["acme"],
    providers: ["azure", "together"],
    maxInputUsdPerMillion: "0.5",
    maxOutputUsdPerMillion: "2",
  } as const;
  assertEquals(routerTold(endpoint, needs).routing, {
    dataCollection: "deny",
    zeroDataRetention: true,
    quantizations: ["fp8", "bf16"],
    only: ["azure", "together"],
    ignore: ["acme"],
    maxPrice: { prompt: "0.5", completion: "2" },
  });
});

Deno.test("what its endpoint says already is made stricter and never looser", () => {
  const maxPrice = { prompt: "0.3", completion: "9", request: "0" };
  const routing = { quantizations: ["bf16"], ignore: ["first"], only: ["azure"], sort: "price", maxPrice } as const;
  const endpoint = { ...candidate("openrouter").endpoint, routing };
  const prices = { maxInputUsdPerMillion: "0.5", maxOutputUsdPerMillion: "2" };
  const lists = { quantizations: ["fp8", "bf16"], excludeProviders: ["acme"], providers: ["azure", "together"] };
  const needs = { ...lists, ...prices };
  assertEquals(routerTold(endpoint, needs).routing, {
    sort: "price",
    quantizations: ["bf16"],
    only: ["azure"],
    ignore: ["first", "acme"],
    maxPrice: { prompt: "0.3", completion: "2", request: "0" },
  });
  assertEquals(routerTold(endpoint, { quantizations: ["fp8"] }).routing?.quantizations, ["fp8"]);
});

Deno.test("a pinned one is told of data alone, and who is no router nothing", () => {
  const needs = { data: { training: "deny" }, quantizations: ["fp8"] } as const;
  const { endpoint } = candidate("openrouter/azure");
  assertEquals(routerTold(endpoint, needs).routing, { dataCollection: "deny" });
  const other = candidate("azure").endpoint;
  assertEquals(routerTold(other, needs), other);
  assertEquals(routerTold(endpoint, {}), endpoint);
});
