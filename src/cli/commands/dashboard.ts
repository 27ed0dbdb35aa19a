import { z } from "zod";
import { Secret, UserError } from "../../base/mod.ts";
import { giveUpNetwork } from "../../cassette/mod.ts";
import { CredentialAudit, credentialAuditPath } from "../../config/mod.ts";
import { ledgerIsThere } from "../../ledger/mod.ts";
import { runningFolder } from "../../transport/observe/mod.ts";
import {
  createDashboard,
  type DashboardServer,
  isLoopback,
  type OpenedSources,
  openSources,
  serveDashboard,
} from "../../web/mod.ts";
import { storeFlag } from "../_catalog_flags.ts";
import { commandFolder } from "../_command_credentials.ts";
import { commandPath } from "../_command_path.ts";
import { loadedConfig } from "../_config_file.ts";
import { nextInterrupt } from "../_next_interrupt.ts";
import { alertOptions } from "../_observe_flags.ts";
import { printable } from "../_printable.ts";
import { writePort } from "../_write_port.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const ADMIN_KEY = "TAPEDECK_ADMIN_KEY";
/** Shorter ones can be guessed. */
const LEAST_KEY = 16;

const flags = z.strictObject({
  port: z.int().min(0).max(65535).default(8412).meta({ placeholder: "N", description: "A port; 0 picks a free one" }),
  host: z.string().default("127.0.0.1").meta({
    placeholder: "ADDRESS",
    description: "Where to listen; beyond this machine a token in the address is asked for",
  }),
  portFile: z.string().optional().meta({ placeholder: "PATH", description: "Write the port there once it is open" }),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger: an SQLite file, or a postgres:// URL" }),
  ...storeFlag,
  cassette: z.string().optional().meta({
    placeholder: "FILE",
    description: "A tape that the calls of /v1/chat/completions go through",
  }),
  mode: z.enum(["replay", "record", "append", "passthrough"]).optional().describe(
    "What the tape does with a call; replay unless given",
  ),
  budgetUsd: z.string().regex(/^\d+(\.\d+)?$/, "must be US dollars such as 5 or 0.50").optional().meta({
    placeholder: "USD",
    description: "The most that all calls of /v1/chat/completions may cost together",
  }),
  allowOrigin: z.array(z.string()).optional().meta({
    placeholder: "ORIGIN",
    description: "Let pages of this origin call the API, such as https://example.org",
  }),
  offline: z.boolean().default(false).describe("Fetch no lists and probe no provider"),
  probes: z.boolean().default(true).meta({
    description: "Ask the providers that you can call every 30 s whether they are there",
    negatable: true,
  }),
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
});

type Flags = z.infer<typeof flags>;

/** Serves the dashboard. */
export const dashboard = defineCommand({
  name: "dashboard",
  summary: "Browse models, watch and compare runs, see health and costs in a browser",
  description: "Also serves /api/models, and /v1/chat/completions for any OpenAI client: calls are routed as your " +
    "configuration says. It is open to this machine only; with --host, a token is part of the address that is printed. " +
    `Lists are refreshed by force only by whoever has the key in ${ADMIN_KEY}. Ends on Ctrl-C.`,
  args: [],
  flags,
  examples: [
    { line: "tapedeck dashboard", does: "At http://127.0.0.1:8412" },
    { line: "tapedeck dashboard --cassette tape.jsonl --mode append --budget-usd 1", does: "Record what clients ask" },
    { line: "tapedeck dashboard --host 0.0.0.0", does: "For others, who need the address with its token" },
  ],
  run: (context, { flags: given }) => run(context, given),
});

async function run({ io }: CommandContext, given: Flags): Promise<CommandResult> {
  if (given.mode !== undefined && given.cassette === undefined) throw modeOfNoTape(given.mode);
  const adminKey = adminKeyOf(io);
  const origins = (given.allowOrigin ?? []).map(originOf);
  const token = isLoopback(given.host) ? null : crypto.randomUUID().replaceAll("-", "");
  const interrupted = nextInterrupt(io);
  const { config } = await loadedConfig(io);
  using audit = new CredentialAudit({
    path: credentialAuditPath({ env: io.env, config }),
    command: "dashboard",
    clock: io.clock,
  });
  const opened = await openSources(await sourceOptions(io, given, audit));
  let server: DashboardServer | null = null;
  try {
    const pages = createDashboard(opened.sources, {
      token,
      adminKey,
      origins,
      scrub: (text) => io.secrets.scrub(text),
      onBug: (error) => io.stderr.write(`${printable(String(error instanceof Error ? error.stack : error))}\n`),
    });
    server = serveDashboard(pages, given);
    await begin(opened, given);
    // What the first page needs is read before anybody waits for it.
    await pages.handle(new Request("http://localhost/", { headers: bearerOf(token) }));
    if (given.portFile !== undefined) await writePort(commandPath(io, given.portFile), server.port);
    tellAddress(io, server, { token, host: given.host });
    await tellLedger(io, given.ledger);
    await interrupted.promise;
  } finally {
    interrupted.stop();
    await server?.close();
    await opened.close();
  }
  return { text: "", document: { url: server.url, port: server.port } };
}

function bearerOf(token: string | null): { [name: string]: string } {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** The port is open by now: what is open stays open when a replay gives up the network. */
async function begin(opened: OpenedSources, { cassette, mode = "replay" }: Flags): Promise<void> {
  await opened.start();
  if (cassette !== undefined && mode === "replay") await giveUpNetwork();
}

async function sourceOptions(
  io: Io,
  given: Flags,
  audit: CredentialAudit,
): Promise<Parameters<typeof openSources>[0]> {
  const { config } = await loadedConfig(io);
  const { cassette, mode = "replay", store, budgetUsd, allowLiveInCi, offline, probes } = given;
  return {
    cwd: commandFolder(io),
    env: io.env,
    clock: io.clock,
    random: Math.random,
    ledgerPath: commandPath(io, given.ledger),
    runningFolder: runningFolder({ env: io.env }),
    alerts: await alertOptions(io, config.alerts),
    onSecret: (secret) => io.secrets.add(secret),
    onSent: (sent) => audit.used(sent),
    warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
    offline,
    probes,
    allowLiveInCi,
    ...(store === undefined ? {} : { catalogPath: store === ":memory:" ? store : commandPath(io, store) }),
    ...(cassette === undefined ? {} : { cassette: commandPath(io, cassette), mode }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  };
}

/** @throws {UserError} where it is so short that it can be guessed. */
function adminKeyOf(io: Io): string | null {
  const key = io.env(ADMIN_KEY)?.trim() ?? "";
  if (key === "") return null;
  io.secrets.add(new Secret(`env:${ADMIN_KEY}`, key));
  if (key.length >= LEAST_KEY) return key;
  throw new UserError(
    `Cannot use the admin key of ${ADMIN_KEY} as it must have at least ${LEAST_KEY} characters: it has ${key.length}`,
    { exitCode: 2 },
  );
}

/** @throws {UserError} where it is none. */
function originOf(given: string): string {
  if (URL.canParse(given) && /^https?:/.test(given) && new URL(given).origin === given) return given;
  throw new UserError(
    `Cannot allow the origin as it must be scheme, host and port alone, such as https://example.org: current value is "${given}"`,
    { exitCode: 2 },
  );
}

function tellAddress(
  io: Io,
  { url, port }: DashboardServer,
  { token, host }: { readonly token: string | null; readonly host: string },
): void {
  if (token === null) {
    io.stderr.write(`The dashboard is at ${url}\nAn OpenAI client: OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=any\n`);
    return;
  }
  const isAny = /^(?:0\.0\.0\.0|\[?::\]?)$/.test(host);
  const shown = isAny ? `http://127.0.0.1:${port}` : url;
  io.stderr.write(
    `The dashboard is at ${shown}/?token=${token}\n` +
      (isAny ? "From other machines, with the name or address of this one in place of 127.0.0.1\n" : "") +
      "Who has this address can read your runs and call your models\n" +
      `An OpenAI client: OPENAI_BASE_URL=${shown}/v1 OPENAI_API_KEY=${token}\n`,
  );
}

/** A path that is misspelt looks like a dashboard without runs. */
async function tellLedger(io: Io, ledger: string): Promise<void> {
  const path = commandPath(io, ledger);
  if (await ledgerIsThere(path)) return;
  io.stderr.write(`No ledger is at ${printable(ledger)} yet: runs and their costs are shown once there is one\n`);
}

function modeOfNoTape(mode: string): UserError {
  return new UserError(
    `Cannot use --mode as it says what a tape does, and none is named (--cassette FILE): current value is "${mode}"`,
    { exitCode: 2 },
  );
}
