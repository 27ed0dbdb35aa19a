import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { CredentialAudit, credentialAuditPath } from "../../config/mod.ts";
import {
  type CallProbe,
  catalogPrices,
  type HealthSubject,
  healthSubjects,
  probeByCall,
  probeSubjects,
} from "../../routing/mod.ts";
import type { CallTry, Endpoint, JsonValue, Price } from "../../spec/mod.ts";
import type { ProbeResult, ProbeSent } from "../../transport/health/mod.ts";
import { commandCatalog, interruptible } from "../_catalog_flags.ts";
import { type CheapModel, cheapModel } from "../_cheap_model.ts";
import { keepCalls } from "../_keep_calls.ts";
import { loadedConfig } from "../_config_file.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatDuration, UNKNOWN } from "../_format.ts";
import { observeFlags, observeOptions, startObserving } from "../_observe_flags.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { watch } from "../_watch.ts";
import { type CommandContext, type CommandResult, defineCommand, type ExitCode } from "../command.ts";
import type { Io } from "../io.ts";

const ALL = "all that are set up";
const WATCH_DRAWS_MS = 1_000;

const flags = z.strictObject({
  call: z.boolean().default(false).describe("Ask a model for one token too, which is paid"),
  model: z.string().optional().meta({
    placeholder: "MODEL",
    description: "The model that --call asks; a cheap one of the provider unless given",
  }),
  ledger: z.string().default("runs/ledger.sqlite").meta({
    placeholder: "PATH",
    description: "The ledger that what --call costs is kept in, where there is one; else your own",
  }),
  timeout: z.number().positive().default(5).meta({
    placeholder: "SECONDS",
    description: "How long an answer may take",
  }),
  watch: z.boolean().default(false).describe("Probe every 30 s and show it until Ctrl-C"),
  ...observeFlags,
});

type Flags = z.infer<typeof flags>;

const COLUMNS: readonly FittedColumn[] = [
  { title: "provider", align: "left" },
  { title: "state", align: "left" },
  { title: "answers in", align: "right" },
  { title: "reason", align: "left", least: 20 },
  { title: "asked", align: "left", least: 20, leaves: 1 },
];

/** A probe, and the call beside it. */
interface Checked extends ProbeResult {
  /** `null`: no model was asked. */
  readonly call: CallProbe | null;
}

/** Asks providers whether they are there. */
export const providerHealth = defineCommand({
  name: "provider health",
  summary: "Ask providers whether they are there and take the key, without a token",
  description: "A provider is asked at the cheap address of its row, as its section of tapedeck.toml says where and " +
    "with which key. healthy: it answers; degraded: it answers, but refuses, as when it does not take the key; down: it " +
    "does not answer, or with 5xx; unknown: it has no such address, or there is no key. Ends with exit code 1 when one " +
    "that is asked for by name is down, or answers its call with an error. --watch raises alerts, too; --metrics-port is for it.",
  args: [{
    name: "NAME",
    description: "Providers; those that are set up or have a key unless given",
    default: ALL,
    many: true,
  }],
  flags,
  examples: [
    { line: "tapedeck provider health", does: "All that you can call" },
    { line: "tapedeck provider health openai --call", does: "Whether key, account and a model work, for a token" },
    { line: "tapedeck provider health ollama --watch", does: "Until Ctrl-C" },
  ],
  run: (context, { args, flags: given }) => run(context, { names: args.includes(ALL) ? null : args, given }),
});

interface Asked {
  readonly names: readonly string[] | null;
  readonly given: Flags;
}

async function run({ io, json }: CommandContext, { names, given }: Asked): Promise<CommandResult> {
  const subjects = await healthSubjects({
    names,
    cwd: io.cwd ?? Deno.cwd(),
    env: io.env,
    clock: io.clock,
    onSecret: (secret) => io.secrets.add(secret),
  });
  using audit = await auditOf(io);
  const onSent = (sent: ProbeSent) => audit.used(sent);
  if (given.watch) return await watched(io, { subjects, names, given, json, onSent });
  const tries: CallTry[] = [];
  const onTry = (row: CallTry) => void tries.push(row);
  try {
    const results = await interruptible(io, (signal) => checked(io, subjects, { given, signal, onSent, onTry }));
    return { text: textOf(results, io), document: documentOf(results), exitCode: codeOf(results, names) };
  } finally {
    await keepCalls(io, { tries, ledger: given.ledger });
  }
}

/** The log of which key was sent where. */
async function auditOf(io: Io): Promise<CredentialAudit> {
  const { config } = await loadedConfig(io);
  const path = credentialAuditPath({ env: io.env, config });
  return new CredentialAudit({ path, command: "provider health", clock: io.clock });
}

/** What a check goes by. */
interface Checking {
  readonly given: Flags;
  readonly signal: AbortSignal;
  readonly onSent: (sent: ProbeSent) => void;
  readonly onTry: (row: CallTry) => void;
}

function checked(io: Io, subjects: readonly HealthSubject[], options: Checking): Promise<Checked[]> {
  const { given, signal, onSent } = options;
  const probe = { fetch: globalThis.fetch, clock: io.clock, timeoutMs: given.timeout * 1000, signal, onSent };
  return Promise.all(subjects.map(async (subject) => {
    const [result] = await probeSubjects([subject], probe);
    return { ...result, call: given.call ? await called(io, subject, options) : null };
  }));
}

async function called(
  io: Io,
  subject: HealthSubject,
  { given: { model }, signal, onSent, onTry }: Checking,
): Promise<CallProbe | null> {
  const known = model === undefined ? await cheap(io, subject) : { model };
  if (known === null) return null;
  const priceOf = (endpoint: Endpoint) => knownPrice(io, endpoint);
  const sending = { fetch: globalThis.fetch, clock: io.clock, signal, onSent, onTry, priceOf };
  return await probeByCall(subject, { ...known, ...sending });
}

/** What cannot be looked up is unknown: that is no reason not to ask. */
async function knownPrice(io: Io, endpoint: Endpoint): Promise<Price | null> {
  try {
    return (await catalogPrices([endpoint], { env: io.env })).get(endpoint.key)?.price ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function cheap(io: Io, { kind, provider }: HealthSubject): Promise<CheapModel | null> {
  using catalog = await commandCatalog(io, {});
  const found = await cheapModel(catalog, kind.key);
  if (found === null) {
    io.stderr.write(`No model of ${provider} was called as none with a price is known; --model names one\n`);
  }
  return found;
}

async function watched(
  io: Io,
  { subjects, names, given, json, onSent }: Asked & Pick<Checking, "onSent"> & {
    readonly subjects: readonly HealthSubject[];
    readonly json: boolean;
  },
): Promise<CommandResult> {
  const { observe } = await import("../../transport/observe/mod.ts");
  const byProvider = new Map(subjects.map((subject) => [subject.provider, beforeProbe(subject, io)]));
  const observer = observe({
    ...await observeOptions(io, { command: "provider health", metricsPort: given.metricsPort, raisesAlerts: true }),
    facts: () => ({ providers: subjects.map(({ provider }) => provider) }),
    probes: {
      targets: subjects.map(({ target }) => target),
      fetch: globalThis.fetch,
      onSent,
      onResult: (result) => byProvider.set(result.provider, { ...result, call: null }),
    },
  });
  const results = () => subjects.flatMap(({ provider }) => byProvider.get(provider) ?? []);
  try {
    await startObserving(io, observer);
    const frame = () => Promise.resolve({ text: textOf(results(), io), document: documentOf(results()) });
    await watch(io, { everyMs: WATCH_DRAWS_MS, json, frame });
  } finally {
    await observer.stop();
  }
  return { text: "", document: null, isPrinted: true, exitCode: codeOf(results(), names) };
}

/** What is known of a provider of which no probe has come back, and of one that is never probed. */
function beforeProbe({ provider, target, problem }: HealthSubject, io: Io): Checked {
  const reason = problem ??
    (target.url === null ? "it has no address that answers without a model" : "it is being asked");
  const none = { answered: null, httpStatus: null, latencyMs: null, url: target.url, call: null };
  return { provider, state: "unknown", reason, at: io.clock.date().toISOString(), ...none };
}

function textOf(results: readonly Checked[], io: Io): string {
  if (results.length === 0) {
    return "No provider is set up or has a key: name one, as in tapedeck provider health ollama\n";
  }
  return fittedTable(COLUMNS, results.flatMap(rows), io.stdout);
}

function rows({ provider, state, latencyMs, reason, url, call }: Checked): string[][] {
  const probe = [
    provider,
    state,
    latencyMs === null ? UNKNOWN : formatDuration(latencyMs),
    reason ?? "",
    url ?? UNKNOWN,
  ];
  if (call === null) return [probe];
  const took = call.latencyMs === null ? UNKNOWN : formatDuration(call.latencyMs);
  return [probe, ["", call.errorKind ?? "answers", took, call.reason ?? "", call.endpoint]];
}

function documentOf(results: readonly Checked[]): JsonValue {
  return { providers: snakeKeys(results) };
}

/** Who asks for all wants to know, and who asks for one wants to use it. */
function codeOf(results: readonly Checked[], names: readonly string[] | null): ExitCode {
  const isBad = results.some(({ state, call }) => state === "down" || (call !== null && call.errorKind !== null));
  return names !== null && isBad ? 1 : 0;
}
