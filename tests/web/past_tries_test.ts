import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { VirtualClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { HealthMonitor } from "../../src/transport/health/mod.ts";
import { LazyLedger } from "../../src/web/_lazy_ledger.ts";
import { PastTries } from "../../src/web/_past_tries.ts";
import { makeCall } from "../support/calls.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("of calls that nobody reads, no more of the own ones are remembered than are read at most", async () => {
  using folder = tempDir();
  const path = join(folder.path, "ledger.sqlite");
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  const health = new HealthMonitor({ clock });
  const ledger = new LazyLedger(path, clock);
  const past = new PastTries({ ledger, health, clock });
  const call = (i: number) =>
    makeCall({ callId: `call_${i}`, latencyMs: i, startedAt: "2026-11-20T11:59:00.000Z", provider: "box" });
  const [first, last] = [call(0), call(20_000)];
  for (let i = 0; i <= 20_000; i++) past.own([call(i)]);
  {
    await using written = await openSqliteLedger(path);
    await written.appendCalls([first, last]);
  }
  await past.read();
  assertEquals(health.health("box").calls, 1, "the first one is as one of another process");
  await ledger.close();
});
