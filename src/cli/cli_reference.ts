import { allFlags, argumentText, commandUsage, flagText, flagUsage } from "./_command_help.ts";
import type { Command } from "./command.ts";

/** The reference of the command line as Markdown, a section per command. */
export function cliReference(commands: readonly Command[]): string {
  return `${commands.map(commandSection).join("\n\n")}\n`;
}

function commandSection(command: Command): string {
  const { name, summary, description, args, examples } = command;
  const parts = [`### \`tapedeck ${name}\``, `${summary}.`, ...(description === undefined ? [] : [description])];
  parts.push(["```sh", commandUsage(command), "```"].join("\n"));
  const rows = [
    ...args.map((arg) => [arg.name, argumentText(arg)]),
    ...allFlags(command).map((flag) => [flagUsage(flag), flagText(flag)]),
  ];
  parts.push([
    "| argument or flag | what it does |",
    "| --- | --- |",
    ...rows.map(([left, right]) => `| \`${left.replaceAll("|", "\\|")}\` | ${right.replaceAll("|", "\\|")} |`),
  ].join("\n"));
  if (examples.length > 0) {
    parts.push(["```sh", ...examples.flatMap(({ line, does }) => [`# ${does}`, line]), "```"].join("\n"));
  }
  return parts.join("\n\n");
}
