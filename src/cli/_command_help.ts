import { type FlagFacts, flagFacts } from "./_flag_facts.ts";
import type { Command } from "./command.ts";

/** The flags of a command with those that every command has. */
export function allFlags(command: Command): FlagFacts[] {
  const plain = { type: "boolean", choices: null } as const;
  return [
    ...flagFacts(command.flags),
    { ...plain, key: "json", name: "json", description: "Print one JSON document on stdout" },
    { ...plain, key: "help", name: "help", alias: "h", description: "Print this help" },
  ];
}

/** `--mode replay|record`, `-n, --concurrency N`, `--[no-]color`. */
export function flagUsage({ name, alias, type, choices, placeholder, negatable, many, bare }: FlagFacts): string {
  const value = bare !== undefined
    ? `[=${placeholder ?? "TEXT"}]`
    : type === "boolean"
    ? ""
    : ` ${choices?.join("|") ?? placeholder ?? (type === "number" ? "N" : "TEXT")}`;
  return `${alias === undefined ? "" : `-${alias}, `}--${negatable ? "[no-]" : ""}${name}${value}${many ? "…" : ""}`;
}

/** What a flag does, with its default. */
export function flagText({ description = "", default: fallback }: FlagFacts): string {
  const isNothing = fallback === undefined || fallback === false || (Array.isArray(fallback) && fallback.length === 0);
  return isNothing ? description : `${description} (default: ${String(fallback)})`;
}

/** `tapedeck sweep run [PLAN] [FLAGS]` */
export function commandUsage({ name: command, args }: Command): string {
  const names = args.map(({ name, default: fallback, many }) => {
    const shown = many ? `${name}…` : name;
    return fallback === undefined ? shown : `[${shown}]`;
  });
  return ["tapedeck", command, ...names, "[FLAGS]"].join(" ");
}

/** What an argument is, with its default. */
export function argumentText({ description, default: fallback }: Command["args"][number]): string {
  return fallback === undefined || fallback === "" ? description : `${description} (default: ${fallback})`;
}

/** The text of `--help`. */
export function commandHelp(command: Command): string {
  const { summary, description, args, examples } = command;
  const sections = [
    `${summary}.`,
    ...(description === undefined ? [] : [description]),
    `Usage: ${commandUsage(command)}`,
  ];
  if (args.length > 0) sections.push(`Arguments:\n${rows(args.map((arg) => [arg.name, argumentText(arg)]))}`);
  sections.push(`Flags:\n${rows(allFlags(command).map((flag) => [flagUsage(flag), flagText(flag)]))}`);
  if (examples.length > 0) {
    sections.push(`Examples:\n${examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join("\n")}`);
  }
  return `${sections.join("\n\n")}\n`;
}

function rows(cells: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...cells.map(([left]) => left.length));
  return cells.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
