import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import { planFromJson, planToJson, sampleLines, type SampleSource, type SweepPlan } from "../sweep/mod.ts";
import { allowedCode } from "./_allowed_code.ts";
import type { LimitsOfProviders } from "./_shared_limits.ts";
import { SpooledLines } from "./_spooled_lines.ts";

/** About so much text of samples goes into one row. */
const PART_CHARS = 1 << 20;

/** What workers must know beside the plan to make the calls that its coordinator would. */
export interface StoredSettings {
  /** What the tapes of its workers do. */
  readonly mode: "record" | "append" | "passthrough";
  /** Cells in a chunk. */
  readonly chunkCells: number;
  /** Prices that the plan leaves out, as the coordinator has looked them up: all workers count by the same. */
  readonly prices: readonly StoredPrice[];
  /** What the coordinator's user has set of the accounts at its providers: it holds over all workers. */
  readonly limits: LimitsOfProviders;
  /** What all sessions of the run may spend together, where it is not the plan's alone. */
  readonly runBudget: JsonObject | null;
}

/** A price of the catalog. */
export type StoredPrice = { readonly endpoint: string; readonly price: JsonValue; readonly origin: JsonValue };

/** Put the plan of a run into the database, where workers find it; one that is there already stays. */
export async function storePlan(
  database: PostgresDatabase,
  runId: string,
  { plan, settings }: { readonly plan: SweepPlan; readonly settings: StoredSettings },
): Promise<StoredSettings> {
  const insert = `INSERT INTO tapedeck.run_plans (run_id, plan, settings, samples) VALUES ($1, $2, $3, $4)
    ON CONFLICT (run_id) DO NOTHING`;
  const [known] = await database.query("SELECT settings FROM tapedeck.run_plans WHERE run_id = $1", [runId]);
  if (known !== undefined) return known.settings as unknown as StoredSettings;
  const json = planToJson(plan, { samplesApart: true });
  let part = 0;
  const write = async (lines: string[]) => {
    await database.query(
      "INSERT INTO tapedeck.run_samples (run_id, part, lines) VALUES ($1, $2, $3) ON CONFLICT (run_id, part) DO NOTHING",
      [runId, part++, lines.join("\n")],
    );
  };
  let [lines, chars] = [[] as string[], 0];
  for (const line of sampleLines(plan)) {
    lines.push(line);
    chars += line.length;
    if (chars < PART_CHARS) continue;
    await write(lines);
    [lines, chars] = [[], 0];
  }
  if (lines.length > 0) await write(lines);
  // Last: whoever finds the plan finds all of its samples.
  await database.query(insert, [runId, JSON.stringify(json), JSON.stringify(settings), plan.samples.length]);
  return settings;
}

/** A run's plan on a worker's machine. Its samples lie in a temporary file, which goes away with it. */
export interface LoadedPlan extends Disposable {
  readonly plan: SweepPlan;
  readonly settings: StoredSettings;
}

/**
 * The plan of a run.
 * @throws {UserError} when code of the plan is not allowed or cannot be loaded here, or another Tapedeck wrote it.
 */
export async function loadStoredPlan(
  database: PostgresDatabase,
  runId: string,
  { allowCode }: { readonly allowCode: readonly string[] },
): Promise<LoadedPlan | null> {
  const [row] = await database.query("SELECT plan, settings FROM tapedeck.run_plans WHERE run_id = $1", [runId]);
  if (row === undefined) return null;
  const lines = await spooled(database, runId);
  try {
    const plan = await planFromJson(JSON.parse(row.plan as string) as JsonObject, {
      lines: lines as SampleSource,
      ...allowedCode(allowCode),
    });
    return {
      plan,
      settings: row.settings as unknown as StoredSettings,
      [Symbol.dispose]: () => lines[Symbol.dispose](),
    };
  } catch (error) {
    lines[Symbol.dispose]();
    throw error;
  }
}

async function spooled(database: PostgresDatabase, runId: string): Promise<SpooledLines> {
  const lines = await SpooledLines.create();
  try {
    for (let part = 0;; part++) {
      const [row] = await database.query("SELECT lines FROM tapedeck.run_samples WHERE run_id = $1 AND part = $2", [
        runId,
        part,
      ]);
      if (row === undefined) return lines;
      for (const line of (row.lines as string).split("\n")) lines.add(line);
    }
  } catch (error) {
    lines[Symbol.dispose]();
    throw error;
  }
}
