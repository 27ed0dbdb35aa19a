// deno-lint-ignore-file no-console
import { projectRoot } from "./project.ts";

/** One step of the gate: a name to print, and what `deno` is called with. */
export interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

/** How a step ended. */
export interface StepResult {
  readonly ok: boolean;
  readonly output: string;
}

/** The gate, in order. */
export const STEPS: readonly Step[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", "--frozen"] },
  { name: "tests and examples", args: ["task", "test"] },
  { name: "documentation", args: ["doc", "--lint", "mod.ts"] },
  { name: "publish", args: ["run", "-A", "tests/gate/publish.ts"] },
  { name: "layering", args: ["run", "-A", "tests/gate/layering.ts"] },
  { name: "sizes", args: ["run", "-A", "tests/gate/sizes.ts"] },
  { name: "house rules", args: ["run", "-A", "tests/gate/house_rules.ts"] },
  { name: "unused exports", args: ["run", "-A", "tests/gate/unused_exports.ts"] },
  { name: "tracked files", args: ["run", "-A", "tests/gate/tracked.ts"] },
  { name: "cli reference", args: ["run", "-A", "tests/gate/cli_reference.ts"] },
];

/** The steps that the arguments ask for: all, or all without the tests. */
export function chosenSteps(args: readonly string[]): readonly Step[] {
  const unknown = args.find((argument) => argument !== "--no-tests");
  if (unknown !== undefined) {
    throw new Error(`Cannot run the gate as its only flag is --no-tests: current value is ${unknown}`);
  }
  return args.length === 0 ? STEPS : STEPS.filter(({ name }) => name !== "tests and examples");
}

/** Runs the steps one after the other, prints a line for each, and gives the names of those that failed. */
export async function runGate(
  steps: readonly Step[],
  run: (step: Step) => Promise<StepResult>,
  print: (line: string) => void,
): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const start = performance.now();
    const { ok, output } = await run(step);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    print(`${ok ? "ok    " : "FAILED"} ${seconds} s  ${step.name}`);
    if (ok) continue;
    failed.push(step.name);
    print(output.trim());
  }
  return failed;
}

async function runStep(step: Step): Promise<StepResult> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: projectRoot,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

if (import.meta.main) {
  const failed = await runGate(chosenSteps(Deno.args), runStep, console.log);
  console.log(failed.length === 0 ? "The gate is open." : `The gate is shut: ${failed.join(", ")}.`);
  if (failed.length > 0) Deno.exit(1);
}
