import { resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { assertModeAllowed } from "../../cassette/mod.ts";
import { commandFolder } from "../_command_credentials.ts";
import { commandPath } from "../_command_path.ts";
import { commandRegistry, registryFlags } from "../_command_registry.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { printable } from "../_printable.ts";

const flags = z.strictObject({
  ...registryFlags,
  offline: z.boolean().default(false).describe("Fetch no lists: show what is known, and what ships"),
  mode: z.enum(["replay", "record", "append", "passthrough"]).default("append")
    .describe("What the tape does with the calls of a sweep"),
  cassette: z.string().default("runs/pick.jsonl").meta({ placeholder: "PATH", description: "The tape of sweeps" }),
  out: z.string().default("runs").meta({
    placeholder: "DIR",
    description: "Where each run makes its folder of results",
  }),
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
});

type Flags = z.infer<typeof flags>;

/** Chooses models, endpoints and parameters in the terminal. */
export const pick = defineCommand({
  name: "pick",
  summary: "Choose models, endpoints and parameters in the terminal, and sweep them",
  description:
    "Shows the models of all lists, unfolds their endpoints, sweeps parameters over those that are selected, keeps what " +
    "was best as a profile, and prints the keys of the selected endpoints, one a line. Nothing is fetched before a key " +
    "asks for it; `?` shows the keys.",
  args: [{ name: "QUERY", description: "What to search for at the beginning", default: "", many: true }],
  flags,
  examples: [
    { line: "tapedeck pick", does: "Look around" },
    { line: "tapedeck pick llama tools --offline", does: "Begin with a search, and fetch nothing" },
    { line: "tapedeck pick --json", does: "What was selected, for programs" },
  ],
  async run({ io }, { args, flags: given }) {
    if (!io.stdin.isTerminal || !(io.stdout.isTerminal || io.stderr.isTerminal)) throw noTerminal();
    assertModeAllowed(given.mode, io.env("CI"), given.allowLiveInCi);
    const ending = new AbortController();
    const stop = io.onInterrupt(() => ending.abort());
    try {
      const { selected, resume, isBroken } = await picked(io, { given, query: args.join(" "), signal: ending.signal });
      if (resume !== null) io.stderr.write(`To go on with the last run: ${resume}\n`);
      return {
        text: selected.map((key) => `${printable(key)}\n`).join(""),
        document: { endpoints: [...selected], resume },
        // As shells have it of what Ctrl-C ends.
        exitCode: isBroken ? 130 : ending.signal.aborted ? 1 : 0,
      };
    } finally {
      stop();
    }
  },
});

async function picked(
  io: Io,
  { given, query, signal }: { readonly given: Flags; readonly query: string; readonly signal: AbortSignal },
) {
  const { openOwnCatalog } = await import("../../routing/mod.ts");
  const { HealthMonitor } = await import("../../transport/health/mod.ts");
  const { inkFace, registryServices, runPicker } = await import("../../tui/mod.ts");
  const { store, offline, mode, cassette, allowLiveInCi } = given;
  const { clock, env } = io;
  const cwd = commandFolder(io);
  const onSecret = io.secrets.add.bind(io.secrets);
  const catalogPath = store === undefined || store === ":memory:" ? store : commandPath(io, store);
  const at = catalogPath === undefined ? {} : { catalogPath };
  using catalog = await openOwnCatalog({ ...at, cwd, env, clock, onSecret, offline });
  const health = new HealthMonitor({ clock });
  await using registry = await commandRegistry(io, {
    store,
    ledger: given.ledger,
    refresh: !offline,
    catalog,
    onEvent: health.listener,
  });
  const services = registryServices({
    registry,
    catalog,
    health,
    clock,
    env,
    cwd,
    onSecret,
    probe: (ended) => probed(io, ended),
    sweep: {
      mode,
      cassettePath: resolve(cwd, cassette),
      ledgerPath: commandPath({ cwd }, given.ledger),
      outRoot: resolve(cwd, given.out),
      allowLiveInCi,
      keepNetwork: !offline,
      ...(catalogPath === undefined ? {} : { store: catalogPath }),
    },
  });
  return await runPicker({
    // Where the keys go on into another program, the picker is drawn beside them.
    face: io.stdout.isTerminal
      ? inkFace({ color: io.stdout.color })
      : inkFace({ color: io.stderr.color, on: "stderr" }),
    services,
    setting: { isOffline: offline, tape: `${mode} ${cassette}`, isLive: mode !== "replay" },
    query,
    signal,
  });
}

/** Ask those that are set up whether they are there, without a token; the log of keys has which were sent. */
async function probed(io: Io, signal: AbortSignal) {
  const { credentialAuditPath, CredentialAudit, loadConfig } = await import("../../config/mod.ts");
  const { healthSubjects, probeSubjects } = await import("../../routing/mod.ts");
  const { env, clock } = io;
  const cwd = commandFolder(io);
  const onSecret = io.secrets.add.bind(io.secrets);
  const { config } = await loadConfig({ cwd, env });
  using audit = new CredentialAudit({ path: credentialAuditPath({ env, config }), command: "pick", clock });
  const subjects = await healthSubjects({ names: null, cwd, env, clock, onSecret });
  return await probeSubjects(subjects, {
    fetch: globalThis.fetch,
    clock,
    signal,
    onSent: (sent) => audit.used(sent),
  });
}

function noTerminal(): UserError {
  return new UserError(
    "Cannot show the picker as it needs a terminal to draw on and to read keys from (`tapedeck model search` finds " +
      "models, `tapedeck model info` shows their endpoints and `tapedeck sweep run` runs a sweep without one): current " +
      "value is a pipe or a file",
    { exitCode: 2 },
  );
}
