import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { CallEvent, ErrorKind, ModelRecord } from "../../../src/spec/mod.ts";
import { type Alert, AlertMonitor, type AlertSettings } from "../../../src/transport/alerts/mod.ts";
import { HealthMonitor } from "../../../src/transport/health/mod.ts";
import { breaker, ended } from "../health/_events.ts";
import { model } from "./_models.ts";

function monitored(settings: AlertSettings = {}) {
  const clock = new VirtualClock(new Date("2026-11-21T12:00:00Z"));
  const health = new HealthMonitor({ clock });
  const alerts: Alert[] = [];
  const monitor = new AlertMonitor({ clock, health, settings, onAlert: (alert) => alerts.push(alert) });
  const tell = (event: CallEvent) => {
    health.listener(event);
    monitor.listener(event);
  };
  const tries = (count: number, kind: ErrorKind | null = null, costUsd: string | null = null) => {
    for (let i = 0; i < count; i++) tell(ended(kind, { costUsd }));
  };
  const told = () => alerts.splice(0).map(({ kind, subject }) => [kind, subject]);
  return { clock, health, monitor, alerts, tell, tries, told };
}

Deno.test("going down and coming back are one alert each", async () => {
  const { clock, alerts, tell, tries, told } = monitored();
  tries(3);
  assertEquals(told(), []);
  tell(breaker("open"));
  assertEquals(alerts, [{
    kind: "down",
    severity: "critical",
    at: "2026-11-21T12:00:00.000Z",
    subject: "openai/a@one",
    provider: "one",
    message: "openai/a@one is down: its breaker is open: 8 of 10",
    facts: { from: "healthy", to: "down", reasons: ["its breaker is open: 8 of 10"] },
  }]);
  alerts.length = 0;
  await clock.advance(60_000);
  tell(breaker("closed"));
  tries(5);
  assertEquals(told(), [["recovered", "openai/a@one"]]);
});

Deno.test("an endpoint that goes down again soon is told of only when that has lasted", async () => {
  const { clock, monitor, tell, tries, told } = monitored();
  const upAgain = async () => {
    await clock.advance(70_000);
    tell(breaker("closed"));
    tries(6);
  };
  tell(breaker("open"));
  await upAgain();
  assertEquals(told(), [["down", "openai/a@one"], ["recovered", "openai/a@one"]]);
  tell(breaker("open"));
  await upAgain();
  assertEquals(told(), [], "neither that it was down again, nor that it came back");
  tell(breaker("open"));
  await clock.advance(700_000);
  monitor.check();
  assertEquals(told(), []);
  await clock.advance(100_000);
  monitor.check();
  monitor.check();
  assertEquals(told(), [["down", "openai/a@one"]]);
});

Deno.test("a share of failures above the threshold is told once, and again only after it got better", async () => {
  const { clock, alerts, tries, told } = monitored({ errorRate: 0.2 });
  tries(40);
  tries(9, "timeout");
  assertEquals(told(), []);
  tries(2, "timeout");
  assertStringIncludes(alerts[0].message, "of 50 tries at openai/a@one failed");
  assertEquals(told(), [["error_rate", "openai/a@one"]]);
  tries(3, "timeout");
  await clock.advance(60_000);
  tries(1, "timeout");
  assertEquals(told(), []);
  await clock.advance(1_000_000);
  tries(20);
  tries(8, "timeout");
  assertEquals(told(), [["error_rate", "openai/a@one"]]);
});

Deno.test("a bound of dollars an hour is held against the last hour, to the cent", async () => {
  const { clock, alerts, tries, told } = monitored({ usdPerHour: "1", spendFactor: 1000 });
  tries(10, null, "0.1");
  assertEquals(told(), []);
  await clock.advance(30_000);
  tries(1, null, "0.0000001");
  assertEquals(alerts.map(({ facts }) => facts), [{ lastHourUsd: "1.0000001", usdPerHour: "1" }]);
  assertEquals(told(), [["unusual_spend", "spend"]]);
  await clock.advance(3_700_000);
  tries(1, null, "0.9");
  assertEquals(told(), []);
});

Deno.test("spending several times as much as before is unusual, and more of the usual is not", async () => {
  const { clock, alerts, tries, told } = monitored();
  for (let minute = 0; minute < 40; minute++) {
    tries(1, null, "0.01");
    await clock.advance(60_000);
  }
  assertEquals(told(), []);
  for (let minute = 0; minute < 10; minute++) {
    tries(1, null, "0.05");
    await clock.advance(60_000);
  }
  assertStringIncludes(alerts[0].message, "times as much as before");
  assertEquals(told(), [["unusual_spend", "spend/rate"]]);
});

Deno.test("what is known to be down is not told to fail, too", () => {
  const { tell, tries, told } = monitored({ errorRate: 0.2 });
  tries(20);
  tell(breaker("open"));
  tries(30, "timeout");
  assertEquals(told(), [["down", "openai/a@one"], ["down", "one"]]);
});

Deno.test("nothing is unusual before ten minutes have shown what is usual", async () => {
  const { clock, tries, told } = monitored();
  for (let minute = 0; minute < 18; minute++) {
    tries(1, null, minute < 5 ? "0.01" : "0.1");
    await clock.advance(60_000);
  }
  assertEquals(told(), []);
});

Deno.test("replayed tries raise nothing", () => {
  const { tell, told } = monitored({ usdPerHour: "0.01" });
  for (let i = 0; i < 100; i++) tell(ended("timeout", { source: "replay", costUsd: "5" }));
  assertEquals(told(), []);
});

Deno.test("a list that fails again and again is told, and one that works ends the count", () => {
  const { tell, told } = monitored();
  const list = (ok: boolean) => tell({ type: "list", atMs: 0, provider: "one", ok, latencyMs: 5 });
  [false, false, true, false, false].forEach(list);
  assertEquals(told(), []);
  list(false);
  list(false);
  assertEquals(told(), [["cache_failing", "one"]]);
});

Deno.test("a catalog's notices of lists that were not believed are told, its others are not", () => {
  const { monitor, alerts, told } = monitored();
  monitor.noticed({ code: "id_migrated", provider: null, model: "a", message: "a is b now" } as never);
  monitor.noticed({ code: "store_set_aside", provider: "one", message: "damaged" });
  assertEquals(told(), []);
  monitor.noticed({ code: "list_refused", provider: "one", message: "it has lost most of its models" });
  assertEquals(alerts[0].message, "The list of one could not be renewed: it has lost most of its models");
});

Deno.test("a list that has come anew tells what is new, gone and priced otherwise", () => {
  const { monitor, alerts } = monitored();
  const before: ModelRecord[] = [model("a/x", "0.000001"), model("a/y", "0.000001")];
  monitor.listed("one", before, [model("a/x", "0.0000015"), model("a/z", null)]);
  assertEquals(alerts.map(({ kind, severity, message }) => [kind, severity, message]), [
    ["new_model", "info", "one lists 1 new model: a/z"],
    ["model_vanished", "warning", "one no longer lists 1 model: a/y"],
    ["price_change", "warning", "one has changed 1 price: a/x input $1 to $1.50 a million (+50 %)"],
  ]);
  alerts.length = 0;
  monitor.listed("one", before, Array.from({ length: 25 }, (_, i) => model(`b/${i}`, null)));
  assertStringIncludes(alerts[0].message, "25 new models: b/0, b/1, b/2, ");
  assertStringIncludes(alerts[0].message, "b/9 and 15 more");
});

Deno.test("after close health is no longer watched", () => {
  const { monitor, health, told } = monitored();
  monitor.close();
  health.listener(breaker("open"));
  assertEquals(told(), []);
});

Deno.test("whatever happens, an endpoint's alerts alternate and keep their distance", async () => {
  const steps = fc.array(fc.record({ open: fc.boolean(), tries: fc.nat(8), gapMs: fc.nat(120_000) }), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const { clock, alerts, tell, tries } = monitored();
      for (const { open, tries: count, gapMs } of history) {
        tell(breaker(open ? "open" : "closed"));
        tries(count, open ? "timeout" : null);
        await clock.advance(gapMs);
      }
      const kinds = alerts.filter(({ subject, kind }) => subject === "openai/a@one" && kind !== "error_rate");
      kinds.forEach(({ kind }, i) => assertEquals(kind, i % 2 === 0 ? "down" : "recovered"));
      const downs = kinds.filter(({ kind }) => kind === "down").map(({ at }) => Date.parse(at));
      assert(downs.every((ms, i) => i === 0 || ms - downs[i - 1] >= 900_000));
    }),
    { numRuns: 40 },
  );
});
