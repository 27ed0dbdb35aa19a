import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeKernelSpec } from "../../src/notebook/execution/mod.ts";

/** One thing that is done with a kernel. */
export type KernelStep = { readonly run: string } | { readonly complete: string } | { readonly inspect: string };

/** What the kernel says while a cell runs. */
export interface KernelMessage {
  readonly type: string;
  readonly data?: { readonly [mimeType: string]: unknown };
  readonly text?: string;
  readonly ename?: string;
  readonly traceback?: readonly string[];
  readonly transient?: { readonly display_id?: string };
}

/** What came of a step: messages of a cell, or the answer to a question. */
export interface KernelAnswer {
  readonly messages: readonly KernelMessage[];
  readonly matches: readonly string[];
  readonly found: boolean;
}

/** Does steps one after another in one kernel of this Deno, that works in `folder`. */
export async function kernelSession(
  steps: readonly KernelStep[],
  { python, folder }: { readonly python: string; readonly folder: string },
): Promise<KernelAnswer[]> {
  const home = await Deno.makeTempDir({ prefix: "tapedeck-kernel-" });
  try {
    await writeKernelSpec(home);
    const child = new Deno.Command(python, {
      args: [fileURLToPath(new URL("./kernel_session.py", import.meta.url)), folder],
      env: { JUPYTER_PATH: home, JUPYTER_RUNTIME_DIR: join(home, "runtime"), NO_COLOR: "1", TAPEDECK_DEBUG: "" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(steps)));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const answers = JSON.parse(new TextDecoder().decode(stdout)) as unknown[];
    return answers.map((answer) =>
      Array.isArray(answer)
        ? { messages: answer, matches: [], found: false }
        : { messages: [], matches: [], found: false, ...answer as Partial<KernelAnswer> }
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
