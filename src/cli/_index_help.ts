import type { CommandEntry } from "./command_index.ts";

/** The help of the whole program, or of the commands that share a first word. */
export function indexHelp(entries: readonly CommandEntry[], group: string | null): string {
  const shown = entries.filter(({ hidden, name }) => !hidden && (group === null || name.startsWith(`${group} `)));
  const width = Math.max(...shown.map(({ name }) => name.length));
  const program = group === null ? "tapedeck" : `tapedeck ${group}`;
  return `${
    group === null ? "Tapedeck: sweeps over language models that can be replayed.\n\n" : ""
  }Usage: ${program} COMMAND [ARGUMENTS] [--json] [--help]

Commands:
${shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n")}

Every command takes --help, and --json for one JSON document on stdout.
Exit codes: 0 done, 1 the work failed, 2 wrong usage.
In a checkout, tapedeck is \`deno task tapedeck\`.
`;
}
