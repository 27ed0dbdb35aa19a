import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { type OpenProxy, openProxy, type ProxyStatus, statusDocument } from "../../proxy/mod.ts";
import { withFaults } from "../../recording/mod.ts";
import type { NotedFetch } from "../../spec/mod.ts";
import type { Observer } from "../../transport/observe/mod.ts";
import { budgetFlags, cassetteOptions, expireFlags, refreshFlags } from "../_cassette_flags.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { namedValues } from "../_named_values.ts";
import { nextInterrupt } from "../_next_interrupt.ts";
import { observeFlags, observeOptions, startObserving } from "../_observe_flags.ts";
import { writePort } from "../_write_port.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  cassette: z.string().meta({ placeholder: "FILE", description: "The tape" }),
  mode: z.enum(["replay", "record", "append", "refresh"]).default("replay").describe(
    "What the tape does with a request",
  ),
  ...refreshFlags,
  ...expireFlags,
  upstream: z.array(z.string()).optional().meta({
    placeholder: "NAME=URL",
    description: "A server beside the providers; its name stands in the keys",
  }),
  port: z.int().min(0).max(65535).default(8411).meta({ placeholder: "N", description: "A port; 0 picks a free one" }),
  host: z.string().default("127.0.0.1").meta({ placeholder: "ADDRESS", description: "Where to listen" }),
  portFile: z.string().optional().meta({ placeholder: "PATH", description: "Write the port there once it is open" }),
  speed: z.number().min(0).default(0).describe("Replay so many times as fast as recorded; 0 waits for nothing"),
  repeat: z.enum(["last"]).optional().describe("Play the last recording of a request again, for ever"),
  unused: z.enum(["report", "error"]).default("report").describe("What it is when a replay left recordings over"),
  faults: z.string().optional().meta({ placeholder: "FILE", description: "TOML with faults to put over every answer" }),
  ...budgetFlags,
  ...observeFlags,
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
});

type Flags = z.infer<typeof flags>;

/** Serves a tape to clients of any language. */
export const proxy = defineCommand({
  name: "proxy",
  summary: "Serve a tape over HTTP: any client records and replays by its base URL",
  description: "Each provider stands under its name: http://127.0.0.1:8411/openai/v1/… goes to, or is played as, " +
    "https://api.openai.com/v1/…. Parallel tests keep apart by the header x-tapedeck-scope, or by the path " +
    "/__tapedeck/scope/SCOPE/openai/v1/…. /__tapedeck/status tells how it stands. A replay gives up the network; the " +
    "open port stays. Ends on Ctrl-C, with exit code 1 when a replay missed a request, an answer could not be kept, or " +
    "--expired fail or --unused error is not met.",
  args: [],
  flags,
  examples: [
    { line: "tapedeck proxy --cassette tape.jsonl --mode append", does: "Record what the tape does not have yet" },
    { line: "tapedeck proxy --cassette tape.jsonl", does: "Replay it, without the network" },
    {
      line: "tapedeck proxy --cassette tape.jsonl --mode refresh --refresh-older-than 30d --max-requests 100",
      does: "Record anew what is old, with at most 100 live calls",
    },
    {
      line: "tapedeck proxy --cassette tape.jsonl --mode record --upstream local=http://127.0.0.1:8091/v1",
      does: "Record a server of your own, under http://127.0.0.1:8411/local",
    },
  ],
  run: (context, { flags: given }) => run(context, given),
});

async function run({ io, json }: CommandContext, given: Flags): Promise<CommandResult> {
  const interrupted = nextInterrupt(io);
  let proxy: OpenProxy | null = null;
  const observer = await observerOf(io, given, () => proxy?.status() ?? null);
  try {
    // Before a replay gives up the network.
    await startObserving(io, observer);
    proxy = await open(io, given);
    try {
      if (given.portFile !== undefined) await writePort(commandPath(io, given.portFile), proxy.port);
      io.stderr.write(startText(proxy.url, given, proxy.status()));
      await interrupted.promise;
      io.stderr.write("\nEnding. Ctrl-C again ends at once.\n");
    } finally {
      interrupted.stop();
    }
    const { status, problem } = await closed(proxy);
    if (problem !== null) io.stderr.write(`${problem.message}\n`);
    const hasExpired = given.expired === "fail" && status.expired > 0;
    const isBad = problem !== null || status.misses > 0 || status.refused > 0 || hasExpired;
    return { text: json ? "" : summaryText(status), document: statusDocument(status), exitCode: isBad ? 1 : 0 };
  } finally {
    interrupted.stop();
    await observer.stop();
  }
}

/** What its clients make of it: what their calls come to, only they know. */
async function observerOf(io: Io, given: Flags, status: () => ProxyStatus | null): Promise<Observer> {
  const { observe } = await import("../../transport/observe/mod.ts");
  const counts = () => {
    const { hits = 0, misses = 0, recorded = 0, refused = 0, expired = 0 } = status() ?? {};
    return { hits, misses, recorded, refused, expired };
  };
  return observe({
    ...await observeOptions(io, { command: "proxy", metricsPort: given.metricsPort }),
    served: counts,
    facts: () => ({ mode: given.mode, cassette: given.cassette, ...counts(), in_flight: status()?.inFlight ?? 0 }),
  });
}

async function open(io: Io, given: Flags): Promise<OpenProxy> {
  const { mode, host, port, speed, repeat, unused, allowLiveInCi } = given;
  return await openProxy(commandPath(io, given.cassette), {
    mode,
    host,
    port,
    speed,
    allowLiveInCi,
    ...cassetteOptions(given),
    ...(repeat === undefined ? {} : { repeat }),
    ...(unused === "error" ? { unused } : {}),
    ...(given.faults === undefined ? {} : { wrapFetch: await faultsOf(commandPath(io, given.faults), speed) }),
    upstreams: namedValues("upstream", given.upstream),
    ci: io.env("CI") ?? "",
    clock: io.clock,
    warn: (message) => io.stderr.write(`warning: ${message}\n`),
    onBug: (error) => io.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  });
}

async function faultsOf(path: string, speed: number): Promise<(fetch: NotedFetch) => NotedFetch> {
  // Only here: who wants no faults need not wait for what reads them.
  const { loadFaults } = await import("../../sweep/mod.ts");
  const faults = await loadFaults(path);
  return (fetch) => withFaults(fetch, { ...faults, speed });
}

/** What was done in all, also where the tape has something to complain of at the end. */
async function closed(proxy: OpenProxy): Promise<{ status: ProxyStatus; problem: UserError | null }> {
  try {
    return { status: await proxy.close(), problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: proxy.status(), problem: error };
  }
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

function startText(url: string, { host, mode, cassette }: Flags, { upstreams }: ProxyStatus): string {
  const names = Object.keys(upstreams);
  const example = names.includes("openai") ? `OPENAI_BASE_URL=${url}/openai/v1` : `${url}/${names[0] ?? "NAME"}`;
  const warning = LOOPBACK.test(host)
    ? ""
    : `Whoever reaches ${host} can read this tape${mode === "replay" ? "" : ", call through it and write to it"}.\n`;
  return `${mode} ${cassette} at ${url}\nPoint a client at it: ${example}\n${warning}`;
}

/** A miss in short: the nearest recording stands for all. */
function nearestOnly(message: string): string {
  const [what, nearest] = message.split("\n", 2);
  return nearest === undefined ? what : what.replace(/The nearest recordings:$/, `Nearest is ${nearest.trim()}`);
}

function summaryText(status: ProxyStatus): string {
  const { mode, cassette, hits, misses, recorded, refused, expired, unplayed, lastMisses } = status;
  const counts = [
    formatCount(hits, "hit"),
    `${misses.toLocaleString("en-US")} missed`,
    ...(mode === "replay" ? [] : [`${recorded.toLocaleString("en-US")} recorded`]),
    ...(refused === 0 ? [] : [`${refused.toLocaleString("en-US")} not kept`]),
    ...(expired === 0 ? [] : [`${expired.toLocaleString("en-US")} expired`]),
    ...(mode === "record" || mode === "refresh" ? [] : [`${unplayed.toLocaleString("en-US")} unused`]),
  ];
  const lines = lastMisses.map(({ message }) => `  ${nearestOnly(message)}`);
  const older = misses - lines.length;
  const missed = lines.length === 0
    ? ""
    : `\nNot on the tape:\n${older > 0 ? `  … ${older} before\n` : ""}${lines.join("\n")}\n`;
  return `${cassette} (${mode}): ${counts.join(", ")}\n${missed}`;
}
