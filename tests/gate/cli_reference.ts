import { projectRoot } from "./project.ts";
import { report } from "./report.ts";

/** The lines of README.md between which every command stands with what it does. */
export const INDEX_START = "<!-- commands: written by `deno task reference` -->";
export const INDEX_END = "<!-- end of commands -->";

/** Where all commands stand with their flags. */
export const REFERENCE_PATH = "docs/commands.md";

/** What is written of the commands. */
export interface CommandPages {
  /** README.md, with the index in it. */
  readonly readme: string;
  /** The page with all flags. */
  readonly reference: string;
}

/** The page of all commands, from what they print of themselves. */
export function referencePage(printed: string): string {
  return `# Commands\n\nEvery command takes \`--json\` and \`--help\`, and ends with 0 when it is done, 1 when its work failed, 2 when it ` +
    `was used\nwrongly. This page is written by \`deno task reference\`.\n\n${
      printed.replaceAll(/^###/gm, "##").trim()
    }\n`;
}

/** A table of all commands, from what they print of themselves. */
export function commandIndex(printed: string): string {
  const rows = [...printed.matchAll(/^### `tapedeck (.+)`\n\n(.+)\.$/gm)].map(([, name, summary]) => {
    const anchor = `tapedeck-${name.replaceAll(" ", "-")}`;
    return `| [\`${name}\`](${REFERENCE_PATH}#${anchor}) | ${summary.replaceAll("|", "\\|")} |`;
  });
  return ["| command | what it does |", "| --- | --- |", ...rows].join("\n") + "\n";
}

/** The README with the given index between its markers; `null` when it lacks them. */
export function withIndex(readme: string, index: string): string | null {
  const start = readme.indexOf(INDEX_START);
  const end = readme.indexOf(INDEX_END);
  if (start < 0 || end < start) return null;
  return `${readme.slice(0, start)}${INDEX_START}\n\n${index.trim()}\n\n${readme.slice(end)}`;
}

/** What differs between the pages and what the commands print of themselves. */
export function referenceProblems(there: CommandPages, wanted: { index: string; reference: string }): string[] {
  const readme = withIndex(there.readme, wanted.index);
  if (readme === null) return [`README.md lacks the lines ${INDEX_START} and ${INDEX_END}`];
  const old = [
    ...(readme === there.readme ? [] : ["The table of commands in README.md"]),
    ...(wanted.reference === there.reference ? [] : [REFERENCE_PATH]),
  ];
  return old.map((page) => `${page} is not what the commands say: run deno task reference`);
}

/** Runs this Deno in the project, and gives what it prints. */
async function deno(args: readonly string[], input = ""): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: projectRoot,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  if (!success) throw new Error(`Cannot run deno ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const printed = await deno(["run", "-A", "src/cli/main.ts", "docs"]).catch((error: Error) => {
    report("cli reference", [error.message]);
    return "";
  });
  const formatted = (text: string) => deno(["fmt", "--ext", "md", "-"], text);
  const wanted = { index: await formatted(commandIndex(printed)), reference: await formatted(referencePage(printed)) };
  const pages = { readme: `${projectRoot}/README.md`, reference: `${projectRoot}/${REFERENCE_PATH}` };
  const read = async (): Promise<CommandPages> => ({
    readme: await Deno.readTextFile(pages.readme),
    reference: await Deno.readTextFile(pages.reference).catch(() => ""),
  });
  if (Deno.args.includes("--write")) {
    const { readme } = await read();
    await Deno.writeTextFile(pages.readme, withIndex(readme, wanted.index) ?? readme);
    await Deno.writeTextFile(pages.reference, wanted.reference);
  }
  report("cli reference", referenceProblems(await read(), wanted));
}
