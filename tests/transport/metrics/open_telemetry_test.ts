import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { openTelemetryListener } from "../../../src/transport/metrics/mod.ts";
import { withServer } from "../loopback.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

/** What a process sends to a collector that tells of an answered, a failed and a replayed try. */
async function exported(env: { readonly [name: string]: string }): Promise<{ [path: string]: Json[] }> {
  const bodies: { [path: string]: Json[] } = {};
  await withServer(async (request) => {
    (bodies[new URL(request.url).pathname] ??= []).push(await request.json());
    return Response.json({});
  }, async (url) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-lock", new URL("./_telemetry_child.ts", import.meta.url).pathname],
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stderr } = await child.output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  });
  return bodies;
}

/** A list of keys and typed values as a plain object. */
function plain(attributes: Json[]): { [key: string]: unknown } {
  return Object.fromEntries(attributes.map(({ key, value }: Json) => {
    const [kind, one] = Object.entries(value)[0];
    return [key, kind === "intValue" ? Number(one) : one];
  }));
}

Deno.test("without OTEL_DENO nothing is made", async () => {
  const clock = new VirtualClock();
  for (const value of [undefined, "", "false", "0"]) {
    assertEquals(await openTelemetryListener({ clock, env: () => value }), null);
  }
  assertEquals(await exported({}), {});
});

Deno.test("with OTEL_DENO a collector gets spans and metrics by the GenAI conventions", async () => {
  const bodies = await exported({ OTEL_DENO: "true" });
  const spans = bodies["/v1/traces"].flatMap((body) => body.resourceSpans).flatMap((one) => one.scopeSpans)
    .filter((one) => one.scope.name === "tapedeck").flatMap((one) => one.spans);
  assertEquals(spans.map(({ name, kind }) => [name, kind]), [["chat openai/gpt-4o", 3], ["chat openai/gpt-4o", 3]]);
  const [answered, failed] = spans;
  assertEquals(plain(answered.attributes), {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "gcp.gemini",
    "gen_ai.request.model": "openai/gpt-4o",
    "gen_ai.response.time_to_first_chunk": 0.2,
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.usage.cache_read.input_tokens": 40,
    "http.response.status_code": 200,
    "tapedeck.endpoint": "openai/gpt-4o@gemini",
    "tapedeck.credential": "abc123",
    "tapedeck.try": 1,
    "tapedeck.cost_usd": "0.0125",
  });
  const tookMs = (Number(answered.endTimeUnixNano) - Number(answered.startTimeUnixNano)) / 1e6;
  assertAlmostEquals(tookMs, 1000, 5);
  assertEquals([plain(failed.attributes)["error.type"], failed.status.code], ["timeout", 2]);

  const points = new Map<string, Json[]>();
  for (const body of bodies["/v1/metrics"]) {
    for (const { metrics } of body.resourceMetrics.flatMap((one: Json) => one.scopeMetrics)) {
      for (const { name, unit, histogram } of metrics) points.set(`${name} ${unit}`, histogram?.dataPoints ?? []);
    }
  }
  const common = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "gcp.gemini",
    "gen_ai.request.model": "openai/gpt-4o",
  };
  const duration = points.get("gen_ai.client.operation.duration s")!;
  assertEquals(duration.map(({ attributes }) => plain(attributes)["error.type"]).sort(), ["timeout", undefined]);
  const [firstChunk] = points.get("gen_ai.client.operation.time_to_first_chunk s")!;
  assertEquals([plain(firstChunk.attributes), firstChunk.sum, firstChunk.explicitBounds.length], [common, 0.2, 14]);
  const tokens = points.get("gen_ai.client.token.usage {token}")!;
  assertEquals(
    tokens.map(({ attributes, sum }) => [plain(attributes)["gen_ai.token.type"], sum]).sort(),
    [["input", 100], ["output", 20]],
  );
  const all = JSON.stringify(bodies);
  assert(!all.includes("gen_ai.input.messages") && !all.includes("gen_ai.output.messages"));
});
