// deno-lint-ignore-file no-console
import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { actualCost } from "../../../src/catalog/cost/mod.ts";
import { readUsage } from "../../../src/provider/openai_chat/usage.ts";
import { needs } from "../../support/require.ts";
import { ALL_REASONS, type Finding, findingOf, isSame } from "./cost_reasons.ts";
import { priceLists } from "./price_lists.ts";
import { asObject, type ReportedCall, reportedCalls } from "./reported_calls.ts";

const fixtures = await needs("fixtures");
/** The least share of all calls whose cost must follow from a list near the call. */
const LEAST_EXACT = 0.85;

Deno.test({
  name: "every cost that a provider reported follows from a list of prices, or a reason that is seen in the recording",
  ignore: fixtures.ignore,
  async fn() {
    const [calls, lists] = [await reportedCalls(fixtures.get()), await priceLists(fixtures.get())];
    const findings = calls.map((call) => ({ call, finding: findingOf(call, lists) }));
    console.log(tableOf(findings));
    const unexplained = findings.filter(({ finding }) => finding === null).map(({ call }) => call);
    assertEquals(
      unexplained.map(({ source, host, model, provider, reportedUsd }) => ({
        source,
        host,
        model,
        provider,
        reportedUsd,
      })),
      [],
    );
    assertGreaterOrEqual(findings.filter(({ finding }) => finding?.exact).length / calls.length, LEAST_EXACT);
  },
});

Deno.test({
  name: "a cost that a provider reported is the cost, and with a key of one's own what was paid upstream is in it",
  ignore: fixtures.ignore,
  async fn() {
    for (const { rawUsage, model, reportedUsd, source } of await reportedCalls(fixtures.get())) {
      const reading = readUsage({ usage: rawUsage, timings: null, model });
      const cost = actualCost({ ...reading, timing: { latencyMs: null } }, {});
      assertEquals([cost.source, cost.origin, cost.parts.map(({ name }) => name)], ["reported", null, ["reported"]]);
      const upstream = rawUsage.is_byok === true ? Number(asObject(rawUsage.cost_details)?.upstream_inference_cost) : 0;
      assert(isSame(Number(cost.usd), reportedUsd + upstream), source);
    }
  },
});

Deno.test({
  name:
    "a cost that is wrong is not explained away: but for fees of unknown size, only a model that no list has is left",
  ignore: fixtures.ignore,
  async fn() {
    const [calls, lists] = [await reportedCalls(fixtures.get()), await priceLists(fixtures.get())];
    const excuses = calls.flatMap((call) => {
      const wrong = { ...call, reportedUsd: call.reportedUsd * 1.37 + 0.001 };
      const [before, after] = [findingOf(call, lists), findingOf(wrong, lists)];
      return after === null || after.reason === before?.reason ? [] : [{ source: call.source, reason: after.reason }];
    });
    // Where a tool was used, a fee can be of any size.
    assertEquals(excuses.filter(({ reason }) => !reason.startsWith("fee of a server tool")), []);
    const kept = calls.filter((call) => findingOf({ ...call, reportedUsd: call.reportedUsd * 1.37 + 0.001 }, lists));
    assertGreaterOrEqual(0.05, kept.length / calls.length);
  },
});

Deno.test({
  name: "every call of the fixtures has the time of its answer",
  ignore: fixtures.ignore,
  async fn() {
    const undated = (await reportedCalls(fixtures.get())).filter(({ at }) => at === null);
    assertEquals(undated.map(({ source }) => source), []);
  },
});

/** How often each reason holds, by host. */
function tableOf(findings: readonly { readonly call: ReportedCall; readonly finding: Finding | null }[]): string {
  const hosts = [...new Set(findings.map(({ call }) => call.host))].sort();
  const count = (reason: string | null, host?: string) =>
    findings.filter(({ call, finding }) =>
      (finding?.reason ?? null) === reason && (host === undefined || call.host === host)
    ).length;
  const rows = [...ALL_REASONS, null].map((reason) => [
    reason ?? "UNEXPLAINED",
    ...hosts.map((host) => String(count(reason, host))),
    String(count(reason)),
  ]);
  const exact = findings.filter(({ finding }) => finding?.exact).length;
  const table = [["reason", ...hosts, "all"], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const lines = table.map((row) => row.map((text, i) => i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])));
  return `${lines.map((line) => line.join("  ")).join("\n")}\n${exact} of ${findings.length} exact`;
}
