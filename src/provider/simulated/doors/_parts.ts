import type { FaultResponse, JsonObject, JsonValue } from "../../../spec/mod.ts";
import { isObject, listOf, textOrNull } from "../../_read.ts";
import type { SimulatedEndpoint, SimulatedParameter } from "../simulated_endpoint.ts";
import { contextTokens, PARAMETERS } from "../_refused.ts";

/** The second at which all simulated models were made, and at which they answer: the same request, the same bytes. */
export const CREATED = 1_767_225_600;
/** The same moment, as RFC 3339. */
export const CREATED_AT = "2026-01-01T00:00:00Z";

/** An error with a JSON body. */
export function refused(status: number, body: JsonValue): FaultResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** A server-sent event without a name. */
export function dataEvent(data: JsonValue): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A server-sent event that is named after its type. */
export function typedEvent(data: JsonObject): string {
  return `event: ${data.type}\n${dataEvent(data)}`;
}

/** As Go prints durations. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  return ms < 60_000 ? `${ms / 1000}s` : `${Math.floor(ms / 60_000)}m${(ms % 60_000) / 1000}s`;
}

/** One text or several. */
export function textsOf(value: JsonValue | undefined): string[] | null {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string")
    ? value as string[]
    : null;
}

/** The text of parts such as `{ text }`. */
export function partsText(parts: JsonValue | undefined): string {
  return listOf(parts).map((part) => isObject(part) ? textOrNull(part.text) ?? "" : "").join("");
}

/** A whole number above 0, or `null`. */
export function sizeOrNull(value: JsonValue | undefined): number | null {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : null;
}

/** The parameters that an endpoint takes, in OpenAI's names. */
export function parametersOf({ capability }: SimulatedEndpoint): SimulatedParameter[] {
  return PARAMETERS.filter((name) => {
    if (name === "reasoning_effort" && capability?.reasoning === "never") return false;
    return name !== "images" && !(capability?.refuses ?? []).includes(name);
  });
}

/** Whether an endpoint takes a parameter. */
export function takes({ capability }: SimulatedEndpoint, name: SimulatedParameter): boolean {
  return !(capability?.refuses ?? []).includes(name);
}

/** The most tokens of one answer. */
export function outputTokens(endpoint: SimulatedEndpoint): number {
  return endpoint.capability?.maxOutputTokens ?? contextTokens(endpoint);
}

/** The end of a path behind a prefix, decoded where it can be; `null` where it does not begin so. */
export function pathBehind(prefix: string, path: string): string | null {
  if (!path.startsWith(prefix)) return null;
  const rest = path.slice(prefix.length);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}
