import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import {
  readSimulatedLaws,
  type SimulatedLaws,
  type SimulatedRequest,
  type SimulatedServer,
  startSimulated,
} from "../../provider/simulated/mod.ts";
import type { Observer } from "../../transport/observe/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { nextInterrupt } from "../_next_interrupt.ts";
import { observeFlags, observeOptions, startObserving } from "../_observe_flags.ts";
import { writePort } from "../_write_port.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  port: z.int().min(0).max(65535).default(8413).meta({ placeholder: "N", description: "A port; 0 picks a free one" }),
  portFile: z.string().optional().meta({ placeholder: "PATH", description: "Write the port there once it is open" }),
  seed: z.int().optional().meta({
    placeholder: "N",
    description: "The same seed draws the same answers, waits and failures; 0, or that of the laws, unless given",
  }),
  laws: z.string().optional().meta({ placeholder: "FILE", description: "TOML with endpoints and their laws" }),
  ...observeFlags,
});

/** Serves simulated endpoints until it is interrupted. */
export const providerSimulate = defineCommand({
  name: "provider simulate",
  summary: "Serve models that do not exist, by laws of latency, price and failure",
  description: "A server on 127.0.0.1 for tests and load. It speaks OpenAI's chat completions, Anthropic's messages, " +
    "Gemini's generateContent, Cohere's chat and Ollama's own, each under the path that it has at its author's. Every " +
    "answer is made up and says so by the header x-simulated. Without --laws it has seven models: simulated/steady, " +
    "thorough, flaky, no-tools, tiny-context, thinker and embedding. Ends on Ctrl-C.",
  args: [],
  flags,
  examples: [
    { line: "tapedeck provider simulate", does: "Seven models at http://127.0.0.1:8413" },
    { line: "tapedeck provider simulate --seed 7 --laws laws.toml", does: "Models of your own" },
  ],
  run: (context, { flags: given }) => run(context, given),
});

async function run({ io, json }: CommandContext, given: z.infer<typeof flags>): Promise<CommandResult> {
  const laws = given.laws === undefined ? {} : await readLaws(commandPath(io, given.laws));
  const interrupted = nextInterrupt(io);
  let served: readonly SimulatedRequest[] = [];
  const observer = await observerOf(io, given, () => served);
  try {
    await startObserving(io, observer);
    await using server = startSimulated({ ...laws, ...seedOf(given), port: given.port, clock: io.clock });
    served = server.requests;
    if (given.portFile !== undefined) await writePort(commandPath(io, given.portFile), server.port);
    io.stderr.write(startText(server));
    await interrupted.promise;
    const { requests } = server;
    return { text: json ? "" : summaryText(requests), document: { origin: server.origin, ...countsOf(requests) } };
  } finally {
    interrupted.stop();
    await observer.stop();
  }
}

async function observerOf(
  io: Io,
  { metricsPort }: { readonly metricsPort?: number | undefined },
  requests: () => readonly SimulatedRequest[],
): Promise<Observer> {
  const { observe } = await import("../../transport/observe/mod.ts");
  return observe({
    ...await observeOptions(io, { command: "provider simulate", metricsPort }),
    served: () => {
      const { requests: all, problems } = countsOf(requests());
      const failed = Object.values(problems).reduce((sum, count) => sum + count, 0);
      return { ok: all - failed, ...problems };
    },
    facts: () => ({ requests: requests().length }),
  });
}

function seedOf({ seed }: { seed?: number | undefined }): { seed?: number } {
  return seed === undefined ? {} : { seed };
}

async function readLaws(path: string): Promise<SimulatedLaws> {
  try {
    return readSimulatedLaws(await Deno.readTextFile(path), path);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Deno.errors.NotFound ? "there is no such file" : (cause as Error).message;
    throw new UserError(`Cannot read the laws as ${reason}: current value is ${path}`, { cause, exitCode: 2 });
  }
}

function startText({ origin }: SimulatedServer): string {
  return `simulated models at ${origin}\nPoint a client at it: OPENAI_BASE_URL=${origin}/v1, ` +
    `ANTHROPIC_BASE_URL=${origin}, GOOGLE_GEMINI_BASE_URL=${origin}, CO_API_URL=${origin}, OLLAMA_HOST=${origin}\n`;
}

/** How many requests there were, and what became of them; of very many, the last. */
function countsOf(requests: readonly SimulatedRequest[]) {
  const problems: { [problem: string]: number } = {};
  for (const { problem } of requests) if (problem !== null) problems[problem] = (problems[problem] ?? 0) + 1;
  return { requests: requests.length, problems };
}

function summaryText(requests: readonly SimulatedRequest[]): string {
  const { problems } = countsOf(requests);
  const counts = Object.entries(problems).map(([problem, count]) => `${count.toLocaleString("en-US")} ${problem}`);
  return `${[formatCount(requests.length, "request"), ...counts].join(", ")}\n`;
}
