import { assert, assertEquals } from "@std/assert";
import { METRIC_TABLE } from "../../../src/transport/metrics/mod.ts";
import { blameOf } from "../../../src/transport/health/mod.ts";
import type { ErrorKind } from "../../../src/spec/mod.ts";

const PAGE = new URL("../../../docs/observability.md", import.meta.url);

/** The table of metrics as the guide has it. `deno run -A` of this file writes it there. */
export function metricsTable(): string {
  const rows = Object.values(METRIC_TABLE).map(({ name, type, labels, help }) => {
    return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", "), help];
  });
  const all = [["metric", "type", "labels", "what"], ...rows];
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  return [line(all[0]), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join("\n");
}

const MARKED = /(?<=<!-- metrics -->\n)[^]*?(?=<!-- \/metrics -->)/;

Deno.test("the guide's table of metrics is that of the code", async () => {
  const [table] = MARKED.exec(await Deno.readTextFile(PAGE)) ?? [];
  assertEquals(table?.trim(), metricsTable());
});

Deno.test("every metric that the guide asks for is one that there is", async () => {
  const page = await Deno.readTextFile(PAGE);
  const names = new Set(Object.values(METRIC_TABLE).map(({ name }) => name as string));
  const asked = [...page.matchAll(/tapedeck_[a-z_]+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ""));
  assertEquals([...new Set(asked)].filter((name) => !names.has(name)), []);
});

Deno.test("the guide names every kind of error on the line of whoever is to blame", async () => {
  const page = await Deno.readTextFile(PAGE);
  const rowOf = (blame: string) => page.split("\n").find((line) => line.startsWith(`| ${blame}`)) ?? "";
  const rows = {
    endpoint: rowOf("the endpoint's"),
    limits: rowOf("our rate"),
    request: rowOf("the request's"),
    account: rowOf("the account's"),
    ours: rowOf("nobody's but ours"),
  };
  for (const kind of KINDS) assert(rows[blameOf(kind)].includes(`\`${kind}\``), `${kind} is ${blameOf(kind)}`);
});

const KINDS: readonly ErrorKind[] = [
  "rate_limited",
  "overloaded",
  "server_error",
  "timeout",
  "connection",
  "aborted",
  "auth",
  "permission",
  "payment",
  "not_found",
  "invalid_request",
  "context_length",
  "content_filter",
  "malformed_response",
  "cassette_miss",
  "recording_expired",
  "unrecordable",
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
  "unscripted_tool",
  "tool_rounds",
  "unknown",
];

if (import.meta.main) {
  const page = await Deno.readTextFile(PAGE);
  await Deno.writeTextFile(PAGE, page.replace(MARKED, () => `\n${metricsTable()}\n\n`));
}
