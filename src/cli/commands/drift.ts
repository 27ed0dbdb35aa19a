import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import {
  DRIFT_FAIL_ON,
  DRIFT_KINDS,
  type DriftKind,
  driftMarkdown,
  type DriftOptions,
  type DriftThresholds,
  judgeDrift,
  measureDrift,
} from "../../analysis/drift/mod.ts";
import { openSimilarity } from "../_drift_similarity.ts";
import { driftSource } from "../_drift_sources.ts";
import { driftDocument, driftText } from "../_drift_text.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const limit = (description: string) => z.string().optional().meta({ placeholder: "LIMIT", description });

const flags = z.strictObject({
  failOn: z.array(z.string()).default([]).meta({
    placeholder: "KINDS",
    description:
      `What fails when it is beyond noise or changed, with commas between; any of ${DRIFT_KINDS.join(", ")}, ` +
      `or none; ${DRIFT_FAIL_ON.join(",")} unless given`,
  }),
  maxChanged: limit("The most answers that may be others: 5%"),
  maxSimilarityDrop: limit("The most by which a likeness of answers may fall: 0.05"),
  maxTokens: limit("The most by which a count of tokens may grow: +10%"),
  maxCost: limit("The most by which a cost may grow: +5%"),
  maxLatency: limit("The most by which a latency may grow: +20%"),
  maxUnpaired: limit("The most requests of BASE that NEW may lack: 10%; any but all unless given"),
  map: z.array(z.string()).default([]).meta({
    placeholder: "OLD=NEW",
    description: "An endpoint of BASE, or the beginning of a URL, that has another name in NEW",
  }),
  ignore: z.array(z.string()).default([]).meta({
    placeholder: "POINTER",
    description: "A field of request bodies that does not tell them apart: /model",
  }),
  price: z.string().optional().meta({
    placeholder: "IN/OUT",
    description: "Compute costs, too, from US dollars per million input and output tokens: 0.15/0.60",
  }),
  similarity: z.string().optional().meta({
    placeholder: "ENDPOINT",
    description:
      "Compare answers in meaning, too, by embeddings of this endpoint: openai/text-embedding-3-small@openai",
  }),
  similarityTape: z.string().default("cassettes/drift-similarity.jsonl")
    .meta({ placeholder: "PATH", description: "The cassette of the embeddings" }),
  similarityUrl: z.string().optional()
    .meta({ placeholder: "URL", description: "Where the endpoint is, if not at its provider's" }),
  mode: z.enum(["replay", "append", "record"]).default("replay").describe("What the cassette of the embeddings does"),
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
  alpha: z.coerce.number().gt(0).lt(1).default(0.05)
    .meta({ placeholder: "P", description: "From this corrected p-value on a difference is noise" }),
  show: z.coerce.number().int().min(0).default(3)
    .meta({ placeholder: "N", description: "Changed answers that are shown word by word" }),
  all: z.boolean().default(false).describe("Show findings within noise, too"),
  format: z.enum(["text", "markdown"]).default("text").describe("What the report is written as"),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger, where BASE or NEW is the id of a run" }),
});

type Flags = z.infer<typeof flags>;

/** Compares two recordings of the same requests. */
export const drift = defineCommand({
  name: "drift",
  summary: "Compare two recordings of the same requests, and say what is beyond noise",
  description:
    "Compares answers, tokens, cost, latency, failures, the returned model, and the shape and headers of responses. " +
    "Noise is told from requests that are recorded several times. Ends with exit code 0 when nothing is beyond the " +
    "thresholds, 1 when something is, 2 on wrong usage.",
  args: [
    { name: "BASE", description: "The recording before: a cassette, the folder of a run, or its id" },
    { name: "NEW", description: "The recording after" },
  ],
  flags,
  examples: [
    { line: "tapedeck drift cassettes/monday.jsonl cassettes/tuesday.jsonl", does: "What has changed since Monday" },
    {
      line: "tapedeck drift old.jsonl new.jsonl --max-changed 5% --max-latency +20% --format markdown",
      does: "A report for a scheduled job",
    },
  ],
  async run({ io, json }, { args: [base, fresh], flags: given }) {
    const thresholds = thresholdsIn(given);
    const sources = [await driftSource(io, base, given.ledger), await driftSource(io, fresh, given.ledger)] as const;
    const report = await measured(io, sources, given);
    const shown = { judgement: judgeDrift(report, thresholds), examples: given.show, all: given.all };
    const exitCode = shown.judgement.passed ? 0 : 1;
    if (json) return { text: "", document: driftDocument(report, shown), exitCode };
    const text = given.format === "markdown" ? driftMarkdown(report, shown) : driftText(report, shown, io.stdout);
    return { text, document: null, exitCode };
  },
});

async function measured(io: Io, [base, fresh]: readonly [Source, Source], given: Flags) {
  const options: DriftOptions = {
    map: mapIn(given.map),
    ignore: given.ignore,
    alpha: given.alpha,
    ...(given.price === undefined ? {} : { prices: priceIn(given.price) }),
  };
  if (given.similarity === undefined) return await measureDrift(base, fresh, options);
  await using opened = await openSimilarity(io, { ...given, similarity: given.similarity });
  return await measureDrift(base, fresh, { ...options, similarity: opened.similarity });
}

type Source = Parameters<typeof measureDrift>[0];

function thresholdsIn(given: Flags): DriftThresholds {
  const limits = {
    maxUnpaired: share("--max-unpaired", given.maxUnpaired),
    maxChanged: share("--max-changed", given.maxChanged),
    maxSimilarityDrop: share("--max-similarity-drop", given.maxSimilarityDrop),
    maxTokens: share("--max-tokens", given.maxTokens),
    maxCost: share("--max-cost", given.maxCost),
    maxLatency: share("--max-latency", given.maxLatency),
  };
  const known = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  return { ...known, ...(given.failOn.length === 0 ? {} : { failOn: kindsIn(given.failOn) }) };
}

/** `5%`, `+20%` and `0.05` as a share. */
function share(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, percent] = /^\+?(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim()) ?? [];
  if (number !== undefined) return Number(number) / (percent === "" ? 1 : 100);
  throw usage(`${flag} must be a share such as 5% or 0.05`, text);
}

function kindsIn(given: readonly string[]): DriftKind[] {
  const names = given.flatMap((text) => text.split(",")).map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 1 && names[0] === "none") return [];
  return names.map((name) => {
    const kind = DRIFT_KINDS.find((one) => one === name);
    if (kind === undefined) throw usage(`--fail-on must be any of ${DRIFT_KINDS.join(", ")}, or none`, name);
    return kind;
  });
}

function mapIn(given: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(given.map((text) => {
    // A URL may have a `=` in its query, and the name of an endpoint has none.
    const cut = text.lastIndexOf("=");
    if (cut < 1 || cut === text.length - 1) throw usage("--map must be two names such as gpt@openai=gpt@azure", text);
    return [text.slice(0, cut), text.slice(cut + 1)];
  }));
}

function priceIn(text: string): DriftOptions["prices"] {
  const [, input, output] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (input === undefined) throw usage("--price must be US dollars per million tokens such as 0.15/0.60", text);
  return { kind: "tokens", inputUsd: perToken(input), outputUsd: perToken(output) };
}

/** A millionth, exactly: the point moves by six digits. */
function perToken(perMillion: string): string {
  const [whole, rest = ""] = perMillion.split(".");
  const digits = whole.padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}${rest}`;
}

function usage(rule: string, value: string): UserError {
  return new UserError(`Cannot measure drift as ${rule}: current value is "${value}"`, { exitCode: 2 });
}
