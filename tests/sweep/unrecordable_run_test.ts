import { assertEquals } from "@std/assert";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot, streamedAnswer } from "./_parrot.ts";

/** A key that is part of what stands in a key's place cannot be replaced. */
const STUBBORN = "redacted]";

async function attemptsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

Deno.test("answers that cannot be kept are billed rows, and a replay gives the rows of its recording", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (_, body) =>
      body.temperature === 0.5
        ? streamedAnswer(`You sent ${STUBBORN} to me`)
        : body.messages.at(-1)!.content === "Say word1"
        ? Response.json({ error: { message: `no such key: ${STUBBORN}` } }, { status: 401 })
        : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { env: (name) => ({ PARROT_KEY: STUBBORN })[name] });
  const recorded = await runSweep(plan, options);
  assertEquals([recorded.ok, recorded.failed], [4, 8]);
  const rows = await attemptsOf(options.ledgerPath, recorded.runId);
  const kept = rows.filter(({ status }) => status === "unrecordable");
  const shown = new Set(kept.map((row) => `${row.httpStatus} ${row.inputTokens} ${row.costUsd} ${row.billed}`));
  assertEquals(shown, new Set(["200 10 0.00002 true", "401 null null false"]));
  for (const mode of ["replay", "append"] as const) {
    const again = await runSweep(plan, { ...options, mode, concurrency: 1, fresh: true });
    assertEquals([mode, again.resultsHash, again.costUsd], [mode, recorded.resultsHash, recorded.costUsd]);
  }
  assertEquals(parrot.requests.length, 12);
});
