import { formatPercent } from "../../base/mod.ts";
import type { EndpointRecord, Percentiles } from "../../spec/mod.ts";
import { asOf, known, limitsText, namesOf } from "./_fact_texts.ts";
import type { FactText } from "./fact_text.ts";
import { priceLines } from "./_price_lines.ts";

/** What is known of an endpoint, name by name, for people; what is unknown is left out. */
export function endpointFacts(record: EndpointRecord): FactText[] {
  const { capabilities, provider, servedBy, uptime } = record;
  return [
    ["endpoint", record.key],
    ["facts of", `${provider}, ${asOf(record)}`],
    ["asked at", provider],
    ...known("served by", servedBy === provider ? null : servedBy),
    ["asks for", record.wireModel],
    ...known("weights", record.quantization),
    ...known("context", limitsText(record)),
    ...known("can", namesOf(capabilities, "yes")),
    ...known("cannot", namesOf(capabilities, "no")),
    ...known("uncertain", namesOf(capabilities, "uncertain")),
    ...known("takes", record.parameters?.join(", ") ?? null),
    ...priceLines(record.price).map((line, i): FactText => [i === 0 ? "$ per M tokens" : "", line]),
    ...known("status", record.status),
    ...known("was up", uptimeText(uptime)),
    ...known("first token ms", percentilesText(record.ttftMs)),
    ...known("tokens/s", percentilesText(record.outputTps)),
  ];
}

const SPANS = [["last5m", "5 min"], ["last30m", "30 min"], ["last1d", "1 d"]] as const;

function uptimeText(uptime: EndpointRecord["uptime"]): string {
  return SPANS.flatMap(([name, span]) => {
    const share = uptime[name];
    return share === null ? [] : [`${formatPercent(share)} of the last ${span}`];
  }).join(", ");
}

function percentilesText(percentiles: Percentiles | null): string | null {
  if (percentiles === null) return null;
  return Object.entries(percentiles).map(([name, value]) => `${name} ${Math.round(value)}`).join(", ");
}
