import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Runs TypeScript in a process of its own and gives what it calls `tell` with, as JSON has it. Its imports begin at the
 * project's root (`./src/base/mod.ts`). For what a process has but once, above all its environment: all tests that run at
 * the same time share one.
 */
export async function inOwnProcess<T>(
  code: string,
  { env = {}, values = [] }: {
    readonly env?: { readonly [name: string]: string };
    /** What the code has as `values`. */
    readonly values?: readonly string[];
  } = {},
): Promise<T> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", "--no-lock", "--config", "deno.json", "-", ...values],
    cwd: ROOT,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const tell = "const values = Deno.args; const tell = (value: unknown) => console.log(JSON.stringify(value));";
  await writer.write(new TextEncoder().encode(`${tell}\n${code}\n`));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  if (!success) throw new Error(`Cannot run the code as it says: ${new TextDecoder().decode(stderr).trim()}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
