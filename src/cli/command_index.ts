import type { Command } from "./command.ts";

/** A command before it is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Not shown in the help. */
  readonly hidden?: boolean;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. None is loaded before it is asked for, so that `--help` is quick. */
export const COMMAND_INDEX: readonly CommandEntry[] = [
  {
    name: "sweep run",
    summary: "Run a sweep plan: call every cell, or replay its tape",
    load: async () => (await import("./commands/sweep_run.ts")).sweepRun,
  },
  {
    name: "sweep plan",
    summary: "Count the cells of a sweep plan and show its axes, without a call",
    load: async () => (await import("./commands/sweep_plan.ts")).sweepPlan,
  },
  {
    name: "proxy",
    summary: "Serve a tape over HTTP: any client records and replays by its base URL",
    load: async () => (await import("./commands/proxy.ts")).proxy,
  },
  {
    name: "cassette import",
    summary: "Bring what vcrpy, Ruby's VCR, Polly.js, browsers, nock or undici recorded onto a tape",
    load: async () => (await import("./commands/cassette_import.ts")).cassetteImport,
  },
  {
    name: "cassette export",
    summary: "Write a tape as a HAR, which browsers open",
    load: async () => (await import("./commands/cassette_export.ts")).cassetteExport,
  },
  {
    name: "cassette scan",
    summary: "Look for credentials in cassettes and in files of any other format",
    load: async () => (await import("./commands/cassette_scan.ts")).cassetteScan,
  },
  {
    name: "cassette scrub",
    summary: "Replace the credentials in a cassette, or in a file of any other format",
    load: async () => (await import("./commands/cassette_scrub.ts")).cassetteScrub,
  },
  {
    name: "version",
    summary: "Print the versions of Tapedeck and of what it runs on",
    load: async () => (await import("./commands/version.ts")).version,
  },
  {
    name: "docs",
    summary: "Print the reference of all commands as Markdown",
    hidden: true,
    load: async () => (await import("./commands/docs.ts")).docs,
  },
];
