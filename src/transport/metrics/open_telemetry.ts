import type { Attributes, Histogram, Meter, SpanOptions, Tracer } from "@opentelemetry/api";
import { VERSION } from "../../base/mod.ts";
import type { CallEvent, CallListener, Clock } from "../../spec/mod.ts";

/** What spans and metrics are made with. */
export interface OpenTelemetryOptions {
  /** Dates the spans. */
  readonly clock: Clock;
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
}

type Ended = CallEvent & { readonly type: "ended" };

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

/** What the conventions call providers that have another name here. */
const PROVIDER_NAMES: { readonly [provider: string]: string } = {
  azure: "azure.ai.openai",
  bedrock: "aws.bedrock",
  gemini: "gcp.gemini",
  mistral: "mistral_ai",
  xai: "x_ai",
};

/**
 * A listener that makes spans and metrics by OpenTelemetry's GenAI conventions, one span for each live try. They go
 * through the support that Deno has of its own, so it is `null`, and nothing is loaded, unless `OTEL_DENO` turns that on;
 * `OTEL_EXPORTER_OTLP_ENDPOINT` and its like say where they go. What was asked and answered is in none of them.
 */
export async function openTelemetryListener({ clock, env }: OpenTelemetryOptions): Promise<CallListener | null> {
  if (!/^(?:1|true)$/i.test(env("OTEL_DENO") ?? "")) return null;
  const { trace, metrics, SpanKind, SpanStatusCode } = await import("@opentelemetry/api");
  const tracer: Tracer = trace.getTracer("tapedeck", VERSION);
  const meters = metersOf(metrics.getMeter("tapedeck", VERSION));
  return (event) => {
    if (event.type !== "ended" || event.source !== "live") return;
    const endMs = clock.date().getTime();
    const attributes = spanAttributes(event);
    const options: SpanOptions = {
      kind: SpanKind.CLIENT,
      startTime: new Date(endMs - (event.latencyMs ?? 0)),
      attributes,
    };
    const span = tracer.startSpan(`chat ${event.place.model}`, options);
    if (event.errorKind !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: event.errorKind });
    span.end(new Date(endMs));
    measure(event, meters);
  };
}

interface Meters {
  readonly duration: Histogram;
  readonly firstChunk: Histogram;
  readonly tokens: Histogram;
}

function metersOf(meter: Meter): Meters {
  const histogram = (name: string, unit: string, boundaries: number[]) =>
    meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries: boundaries } });
  return {
    duration: histogram("gen_ai.client.operation.duration", "s", SECONDS),
    firstChunk: histogram("gen_ai.client.operation.time_to_first_chunk", "s", SECONDS),
    tokens: histogram("gen_ai.client.token.usage", "{token}", TOKENS),
  };
}

function measure(event: Ended, { duration, firstChunk, tokens }: Meters): void {
  const { usage, latencyMs, ttftMs } = event;
  const attributes = commonAttributes(event);
  if (latencyMs !== null) duration.record(latencyMs / 1000, attributes);
  if (ttftMs !== null) firstChunk.record(ttftMs / 1000, attributes);
  for (const [type, count] of [["input", usage?.inputTokens], ["output", usage?.outputTokens]] as const) {
    if (typeof count === "number") tokens.record(count, { ...attributes, "gen_ai.token.type": type });
  }
}

/** Those that metrics have too, so each has few values. */
function commonAttributes({ place, errorKind }: Ended): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": PROVIDER_NAMES[place.provider] ?? place.provider,
    "gen_ai.request.model": place.model,
    ...(errorKind === null ? {} : { "error.type": errorKind }),
  };
}

function spanAttributes(event: Ended): Attributes {
  const { place, httpStatus, ttftMs, usage, costUsd } = event;
  const known: { readonly [name: string]: string | number | null | undefined } = {
    "http.response.status_code": httpStatus,
    "gen_ai.response.time_to_first_chunk": ttftMs === null ? null : ttftMs / 1000,
    "gen_ai.usage.input_tokens": usage?.inputTokens,
    "gen_ai.usage.output_tokens": usage?.outputTokens,
    "gen_ai.usage.cache_read.input_tokens": usage?.cacheReadTokens,
    "gen_ai.usage.cache_creation.input_tokens": usage?.cacheWriteTokens,
    "gen_ai.usage.reasoning.output_tokens": usage?.reasoningTokens,
    "tapedeck.endpoint": place.endpoint,
    "tapedeck.credential": place.credential,
    "tapedeck.try": event.try,
    "tapedeck.cost_usd": costUsd,
  };
  const told = Object.entries(known).filter((entry): entry is [string, string | number] =>
    entry[1] !== null && entry[1] !== undefined
  );
  return { ...commonAttributes(event), ...Object.fromEntries(told) };
}
