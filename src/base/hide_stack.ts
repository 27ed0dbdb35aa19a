import { type NotebookKernel, notebookKernel } from "./notebook_kernel.ts";

/**
 * In a notebook, lets an error that explains itself show its message alone: the kernel prints an error's stack, and its
 * lines say nothing about what the user can mend. With `TAPEDECK_DEBUG=1` the stack stays, as it does everywhere else.
 */
export function hideStack(error: Error, kernel: NotebookKernel | null = notebookKernel()): void {
  if (kernel === null || wantsStacks()) return;
  Object.defineProperty(error, "stack", {
    configurable: true,
    enumerable: false,
    // Made when it is read: a name that a subclass sets, and a message without its secrets, come after this.
    get: () => `${error.name}: ${error.message}`,
    set: (value) =>
      Object.defineProperty(error, "stack", { configurable: true, enumerable: false, writable: true, value }),
  });
}

function wantsStacks(): boolean {
  try {
    return Deno.env.get("TAPEDECK_DEBUG") === "1";
  } catch {
    // Without the permission to ask, nobody has asked for stacks.
    return false;
  }
}
