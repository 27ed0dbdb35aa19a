import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { openProxy, type ProxyStatus, statusDocument } from "../../proxy/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  cassette: z.string().meta({ placeholder: "FILE", description: "The tape" }),
  mode: z.enum(["replay", "record", "append"]).default("replay").describe("What the tape does with a request"),
  upstream: z.array(z.string()).optional().meta({
    placeholder: "NAME=URL",
    description: "A server beside the providers; its name stands in the keys",
  }),
  port: z.int().min(0).max(65535).default(8411).meta({ placeholder: "N", description: "0 picks a free one" }),
  host: z.string().default("127.0.0.1").meta({ placeholder: "ADDRESS", description: "Where to listen" }),
  portFile: z.string().optional().meta({ placeholder: "PATH", description: "Write the port there once it is open" }),
  speed: z.number().min(0).default(0).describe("Replay so many times as fast as recorded; 0 waits for nothing"),
  unused: z.enum(["report", "error"]).default("report").describe("What it is when a replay left recordings over"),
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
    "open port stays. Ends on Ctrl-C, with exit code 1 when a replay missed a request or an answer could not be kept.",
  args: [],
  flags,
  examples: [
    { line: "tapedeck proxy --cassette tape.jsonl --mode append", does: "Record what the tape does not have yet" },
    { line: "tapedeck proxy --cassette tape.jsonl", does: "Replay it, without the network" },
    {
      line: "tapedeck proxy --cassette tape.jsonl --mode record --upstream local=http://127.0.0.1:8091/v1",
      does: "Record a server of your own, under http://127.0.0.1:8411/local",
    },
  ],
  run: (context, { flags: given }) => run(context, given),
});

async function run({ io, json }: CommandContext, given: Flags): Promise<CommandResult> {
  const interrupted = nextInterrupt(io);
  let status: ProxyStatus;
  try {
    const proxy = await openProxy(commandPath(io, given.cassette), {
      mode: given.mode,
      upstreams: readUpstreams(given.upstream ?? []),
      host: given.host,
      port: given.port,
      speed: given.speed,
      allowLiveInCi: given.allowLiveInCi,
      ci: io.env("CI") ?? "",
      clock: io.clock,
      onBug: (error) => io.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
    });
    try {
      if (given.portFile !== undefined) await writePort(commandPath(io, given.portFile), proxy.port);
      io.stderr.write(startText(proxy.url, given, proxy.status()));
      await interrupted.promise;
      io.stderr.write("\nEnding. Ctrl-C again ends at once.\n");
    } finally {
      interrupted.stop();
      status = await proxy.close();
    }
  } finally {
    interrupted.stop();
  }
  return {
    text: json ? "" : summaryText(status),
    document: statusDocument(status),
    exitCode: exitCodeOf(status, given),
  };
}

function exitCodeOf({ mode, misses, refused, unplayed }: ProxyStatus, { unused }: Flags): 0 | 1 {
  const isLeftOver = mode === "replay" && unused === "error" && unplayed > 0;
  return misses > 0 || refused > 0 || isLeftOver ? 1 : 0;
}

/** The next Ctrl-C, or the system's word to end. */
function nextInterrupt(io: Io): { promise: Promise<void>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isListening = true;
  const unlisten = io.onInterrupt(() => {
    stop();
    resolve();
  });
  const stop = () => {
    if (isListening) unlisten();
    isListening = false;
  };
  return { promise, stop };
}

/** `name=URL` each; the last of a name wins. */
function readUpstreams(pairs: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new UserError(`Cannot add the upstream as it must be NAME=URL: current value is "${pair}"`, { exitCode: 2 });
  }));
}

async function writePort(path: string, port: number): Promise<void> {
  try {
    // At once: who waits for the file must not find half a number in it.
    await Deno.writeTextFile(`${path}.part`, `${port}\n`);
    await Deno.rename(`${path}.part`, path);
  } catch (cause) {
    throw new UserError(`Cannot write the port as the file cannot be written: current value is "${path}"`, { cause });
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

function summaryText(status: ProxyStatus): string {
  const { mode, cassette, hits, misses, recorded, refused, unplayed, lastMisses } = status;
  const counts = [
    formatCount(hits, "hit"),
    `${misses.toLocaleString("en-US")} missed`,
    ...(mode === "replay" ? [] : [`${recorded.toLocaleString("en-US")} recorded`]),
    ...(refused === 0 ? [] : [`${refused.toLocaleString("en-US")} not kept`]),
    ...(mode === "record" ? [] : [`${unplayed.toLocaleString("en-US")} unused`]),
  ];
  const lines = lastMisses.map(({ message }) => `  ${message.split("\n", 1)[0]}`);
  const older = misses - lines.length;
  const missed = lines.length === 0
    ? ""
    : `\nNot on the tape:\n${older > 0 ? `  … ${older} before\n` : ""}${lines.join("\n")}\n`;
  return `${cassette} (${mode}): ${counts.join(", ")}\n${missed}`;
}
