import { z } from "zod";
import type { CassetteListing, ListedRecord, UnreadableCassette } from "../../cassette/mod.ts";
import { listCassettes, listRecords } from "../../recording/mod.ts";
import { formatAge, formatSize } from "../_amounts.ts";
import { commandPath } from "../_command_path.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount, formatMs, formatUsd, UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Lists cassettes, or the records of one. */
export const cassetteLs = defineCommand({
  name: "cassette ls",
  summary: "List cassettes, or the interactions of one",
  description: "A folder stands for all cassettes in it. One file is listed line by line.",
  args: [{ name: "PATH", description: "Cassettes and folders", default: "cassettes", many: true }],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck cassette ls tests", does: "All cassettes in a folder" },
    { line: "tapedeck cassette ls tape.jsonl", does: "What is on one" },
  ],
  async run({ io }, { args }): Promise<CommandResult> {
    const paths = args.map((path) => commandPath(io, path));
    const isOne = paths.length === 1 && (await Deno.stat(paths[0]).catch(() => null))?.isFile;
    return isOne ? records(paths[0], args[0], io) : await cassettes(paths, io);
  },
});

async function cassettes(paths: readonly string[], io: Io): Promise<CommandResult> {
  const listings = await listCassettes(paths);
  const sound = listings.filter((one): one is CassetteListing => !("problem" in one));
  const broken = listings.filter((one): one is UnreadableCassette => "problem" in one);
  const columns: FittedColumn[] = [
    { title: "cassette", align: "left", least: 16 },
    { title: "version", align: "right" },
    { title: "calls", align: "right" },
    { title: "decisions", align: "right" },
    { title: "size", align: "right" },
    { title: "created", align: "left" },
    { title: "recorded", align: "left" },
    { title: "endpoints", align: "left", least: 10 },
    { title: "models", align: "left", least: 10 },
  ];
  const rows = sound.map((one) => [
    one.path,
    String(one.version),
    one.interactions.toLocaleString("en-US"),
    one.decisions.toLocaleString("en-US"),
    formatSize(one.bytes),
    dayOf(one.created),
    [...new Set([dayOf(one.oldest), dayOf(one.newest)])].join("…"),
    one.endpoints.join(", "),
    one.models.join(", "),
  ]);
  const problems = broken.map(({ problem }) => `${problem}\n`).join("");
  return {
    text: (rows.length > 0 ? fittedTable(columns, rows, io.stdout) : "") + problems,
    document: snakeKeys({ cassettes: sound, unreadable: broken }),
    exitCode: broken.length > 0 ? 1 : 0,
  };
}

function records(path: string, shown: string, io: Io): CommandResult {
  const all = listRecords(path);
  const nowMs = io.clock.date().getTime();
  const columns: FittedColumn[] = [
    { title: "line", align: "right" },
    { title: "key", align: "left" },
    { title: "request", align: "left", least: 12 },
    { title: "model", align: "left", least: 8 },
    { title: "status", align: "left" },
    { title: "in", align: "right" },
    { title: "out", align: "right" },
    { title: "USD", align: "right" },
    { title: "ms", align: "right" },
    { title: "chunks", align: "right" },
    { title: "age", align: "right" },
    { title: "scope", align: "left", least: 8 },
  ];
  const interactions = all.filter(({ interaction }) => interaction !== null).length;
  const counts = [formatCount(interactions, "interaction"), formatCount(all.length - interactions, "decision")];
  return {
    text: `${shown}: ${counts.join(", ")}\n${
      all.length === 0 ? "" : "\n" + fittedTable(columns, all.map((one) => recordRow(one, nowMs)), io.stdout)
    }`,
    document: { records: snakeKeys(all) },
  };
}

/** Enough of a key to find it by. */
const KEY_CHARS = 8;

function recordRow({ line, interaction, decision }: ListedRecord, nowMs: number): string[] {
  const { key, at, scope } = interaction ?? decision!;
  const ends = [formatAge(nowMs - Date.parse(at)), scope ?? ""];
  const start = [String(line), key.slice("key_".length, "key_".length + KEY_CHARS)];
  if (interaction === null) return [...start, `decision ${decision!.name}`, "", "", "", "", "", "", "", ...ends];
  const { method, url, model, status, failure, usage, reportedCostUsd, durationMs, chunks } = interaction;
  return [
    ...start,
    `${method} ${url}`,
    model ?? UNKNOWN,
    failure ?? String(status),
    String(usage?.inputTokens ?? UNKNOWN),
    String(usage?.outputTokens ?? UNKNOWN),
    formatUsd(reportedCostUsd),
    formatMs(durationMs),
    String(chunks),
    ...ends,
  ];
}

function dayOf(time: string | null): string {
  return time?.slice(0, 10) ?? UNKNOWN;
}
