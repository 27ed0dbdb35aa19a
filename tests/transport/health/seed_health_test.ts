import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Attempt, ErrorKind } from "../../../src/spec/mod.ts";
import { HealthMonitor, seedHealth } from "../../../src/transport/health/mod.ts";
import { makeAttempts } from "../../support/attempts.ts";
import { ended } from "./_events.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

function row(errorKind: ErrorKind | null, rest: Partial<Attempt> = {}): Attempt {
  const [first] = makeAttempts({ cells: 1, seed: "health", retryShare: 0 });
  return {
    ...first,
    endpoint: "openai/a@one",
    provider: "one",
    errorKind,
    status: errorKind === null ? "ok" : "failed",
    source: "live",
    startedAt: "2026-11-21T11:00:00.000Z",
    ttftMs: errorKind === null ? 300 : null,
    latencyMs: 900,
    outputTps: errorKind === null ? 40 : null,
    ...rest,
  };
}

function seeded(rows: readonly Attempt[]) {
  const clock = new VirtualClock(NOW);
  const monitor = new HealthMonitor({ clock });
  return { clock, monitor, counted: seedHealth(monitor, rows, { clock }) };
}

Deno.test("earlier runs tell what is usual, and nothing of now", () => {
  const { monitor, counted } = seeded([...Array(18).fill(row(null)), row("timeout"), row("server_error")]);
  assertEquals(counted, 20);
  const health = monitor.health("openai/a@one");
  assertEquals([health.state, health.reasons, health.calls, health.errorRate], ["unknown", [], 20, 0.1]);
  assertAlmostEquals(health.ttftMs!.p50, 300, 6);
  assertAlmostEquals(health.outputTps!.p50, 40, 1);
  assertAlmostEquals(health.score!, 0.81, 1e-9);
  assertEquals(health.seenAt, "2026-11-21T11:00:00.000Z");
  assertEquals(monitor.health("one").calls, 20);
});

Deno.test("replayed rows, rows of long ago and of the future do not count", () => {
  const rows = [
    row(null, { source: "replay" }),
    row(null, { source: "resumed" }),
    row(null, { startedAt: "2026-11-01T00:00:00.000Z" }),
    row(null, { startedAt: "2026-11-22T00:00:00.000Z" }),
    row(null, { startedAt: "when?" }),
  ];
  const { monitor, counted } = seeded(rows);
  assertEquals([counted, monitor.list()], [0, []]);
});

Deno.test("what happens now soon weighs more than what was", () => {
  const { monitor } = seeded(Array(50).fill(row("timeout")));
  const before = monitor.health("openai/a@one").score!;
  for (let i = 0; i < 40; i++) monitor.listener(ended());
  const after = monitor.health("openai/a@one");
  assertEquals([before, after.state, after.calls], [0, "healthy", 40]);
  assert(after.score! > 0.8);
});
