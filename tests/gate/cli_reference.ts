import { projectRoot } from "./project.ts";
import { report } from "./report.ts";

/** The lines of README.md between which the reference of the command line stands. */
export const REFERENCE_START = "<!-- cli reference: written by `deno task reference` -->";
export const REFERENCE_END = "<!-- end of cli reference -->";

/** The README with the given reference between its markers; `null` when it lacks them. */
export function withReference(readme: string, reference: string): string | null {
  const start = readme.indexOf(REFERENCE_START);
  const end = readme.indexOf(REFERENCE_END);
  if (start < 0 || end < start) return null;
  return `${readme.slice(0, start)}${REFERENCE_START}\n\n${reference.trim()}\n\n${readme.slice(end)}`;
}

/** What differs between the README and the reference that the commands themselves print. */
export function referenceProblems(readme: string, reference: string): string[] {
  const wanted = withReference(readme, reference);
  if (wanted === null) return [`README.md lacks the lines ${REFERENCE_START} and ${REFERENCE_END}`];
  return wanted === readme ? [] : ["The reference in README.md is not what the commands say: run deno task reference"];
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
  const reference = await deno(["fmt", "--ext", "md", "-"], printed);
  const path = `${projectRoot}/README.md`;
  const readme = await Deno.readTextFile(path);
  if (Deno.args.includes("--write")) await Deno.writeTextFile(path, withReference(readme, reference) ?? readme);
  report("cli reference", referenceProblems(await Deno.readTextFile(path), reference));
}
