import type { ListedModel } from "../../src/catalog/mod.ts";
import type { ListedProfile } from "../../src/config/mod.ts";
import type { VariantResult } from "../../src/report/mod.ts";
import type { EndpointRecord } from "../../src/spec/mod.ts";
import type { RunSummary } from "../../src/sweep/mod.ts";
import { type Frame, type Key, type KeyName, onKey, type Size, update } from "../../src/tui/mod.ts";
import { type Effect, initialStep, type Message, type PickerState } from "../../src/tui/state/mod.ts";
import { makeEndpoint, makeModel, tokenPrice } from "../catalog/records.ts";
import { listedPrice } from "../../src/catalog/mod.ts";

export const SIZE: Size = { columns: 80, rows: 24 };

/** A model as the catalog lists it. */
export function listed(key: string, change: Partial<ListedModel> & { readonly name?: string } = {}): ListedModel {
  const { name = `The ${key}`, ...rest } = change;
  const price = tokenPrice("0.00000015", "0.0000006");
  const record = makeModel({ key, name, contextTokens: 128_000, price, capabilities: { tools: "yes" } });
  return {
    key,
    record,
    records: [record],
    providers: ["openrouter"],
    kind: "discovered",
    badges: [],
    status: "available",
    price: listedPrice(price),
    promotedAt: null,
    ...rest,
  };
}

export const HOSTILE = "\x1b[2J\x1b]0;pwned\x07evil/\u202emodel\nname";

export const MODELS: readonly ListedModel[] = [
  listed("openai/gpt-4o", { kind: "promoted", badges: ["promoted"], providers: ["openrouter", "openai"] }),
  listed("meta-llama/llama-3.1-8b", { kind: "curated", badges: ["new"], name: "Llama 3.1 8B Instruct" }),
  listed("qwen/qwen3", { name: "通义千问三 大语言模型" }),
  listed("acme/rocket", { name: "Rocket 🚀 👩‍🚀 model", badges: ["deprecated", "limited"], status: "deprecated" }),
  listed("evil/model", { name: HOSTILE }),
  listed(`long/${"very-".repeat(20)}long`, { name: "A name that is much longer than any terminal is wide".repeat(3) }),
  listed("old/gone", { status: "unavailable", providers: [], kind: "discovered", price: null }),
];

export const ENDPOINTS: readonly EndpointRecord[] = [
  makeEndpoint({
    model: "meta-llama/llama-3.1-8b",
    tag: "deepinfra/fp8",
    quantization: "fp8",
    contextTokens: 131_072,
    price: tokenPrice("0.00000002", "0.00000005"),
    uptime: { last5m: 1, last30m: 0.995, last1d: 0.9934 },
    capabilities: { ...makeModel({ key: "a/b" }).capabilities, tools: "yes" },
  }),
  makeEndpoint({ model: "meta-llama/llama-3.1-8b", tag: "groq", status: "degraded" }),
];

export const PROFILES: readonly ListedProfile[] = [
  { name: "careful", isDefault: true, isPreset: false, parameters: { temperature: 0.1, topP: 0.9 }, where: [] },
  { name: "precise", isDefault: false, isPreset: true, parameters: { temperature: 0 }, where: [] },
];

export const SUMMARY: RunSummary = {
  runId: "run_20261121-055215-9fd48a8e",
  plan: "pick",
  mode: "append",
  cells: 12,
  ok: 11,
  failed: 1,
  resumed: 0,
  costUsd: "0.00123",
  wallMs: 1234,
  resultsHash: "results_1",
  out: "runs/run_20261121-055215-9fd48a8e",
  interrupted: true,
  budget: null,
  prices: [],
  problems: [],
  warnings: [],
  recorded: 12,
  expired: 0,
  unplayed: 0,
  scoring: [],
};

export function variant(change: Partial<VariantResult>): VariantResult {
  return {
    endpoint: "openai/gpt-4o@openai",
    model: "openai/gpt-4o",
    label: "temperature=0",
    cellLabel: "temperature=0",
    cells: 4,
    failed: 0,
    score: 1,
    scoreInterval: null,
    scoreMethod: null,
    prompts: 4,
    scores: { contains: 1 },
    latencyP50Ms: 900,
    latencyP95Ms: 1200,
    ttftP50Ms: 120,
    ttftP95Ms: 300,
    outputTpsP50: 55,
    costUsd: 0.0004,
    outputTokens: 42.5,
    answer: "Paris is the capital of France.\nIt has been so for long.",
    error: null,
    ...change,
  };
}

export const VARIANTS: readonly VariantResult[] = [
  variant({}),
  variant({ label: "temperature=1", score: 0.5, latencyP50Ms: 700, costUsd: 0.0002 }),
  variant({
    endpoint: "qwen/qwen3@openrouter",
    score: null,
    failed: 1,
    answer: null,
    error: `timeout: ${HOSTILE}`,
    costUsd: null,
    outputTokens: null,
    latencyP50Ms: null,
    ttftP50Ms: null,
  }),
];

/** The state before anything came back. */
export function first(change: Partial<PickerState["setting"]> = {}): PickerState {
  const setting = { isOffline: false, tape: "append runs/pick.jsonl", isLive: true, ...change };
  return initialStep({ setting, size: SIZE }).state;
}

/** After messages. */
export function after(state: PickerState, ...messages: Message[]): PickerState {
  return messages.reduce((now, message) => update(now, message).state, state);
}

/** With the models of this file. */
export function withModels(change: Partial<PickerState["setting"]> = {}): PickerState {
  return after(first(change), { got: "models", ticket: 1, models: MODELS }, {
    got: "providers",
    providers: [
      { key: "openrouter", models: 336, asOf: "2026-08-01 embedded" },
      { key: "openai", models: 20, asOf: "2026-11-20 cache" },
    ],
    health: new Map([["openrouter", "healthy"], ["openai", "down"]]),
  });
}

const NAMES: ReadonlySet<string> = new Set<KeyName>([
  "up",
  "down",
  "left",
  "right",
  "pageup",
  "pagedown",
  "home",
  "end",
  "enter",
  "escape",
  "tab",
  "shift-tab",
  "backspace",
  "delete",
  "ctrl-u",
  "ctrl-c",
]);

/** A key by its name, or the character that it types. */
export function keyOf(key: string): Key {
  return NAMES.has(key) ? { name: key as KeyName } : { text: key };
}

/** The state and all effects after keys: `pressed(state, "/", ..."llama", "enter")`. */
export function pressed(
  state: PickerState,
  ...keys: readonly string[]
): { readonly state: PickerState; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [];
  for (const key of keys) {
    const step = onKey(state, keyOf(key));
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

/** What a frame shows as plain text, line by line. */
export function textOfFrame({ lines }: Frame): string[] {
  return lines.map((line) => line.map(({ text }) => text).join("").trimEnd());
}

/** With the endpoints of Llama unfolded, and its first one selected. */
export function withEndpoints(): PickerState {
  const { state } = pressed(withModels(), "j", "l");
  const there = after(state, { got: "endpoints", model: "meta-llama/llama-3.1-8b", records: ENDPOINTS });
  return pressed(there, "j", " ").state;
}
