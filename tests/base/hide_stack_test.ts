import { assert, assertEquals } from "@std/assert";
import { hideStack, type NotebookKernel, notebookKernel, scrubError, Secret, UserError } from "../../src/base/mod.ts";

const KERNEL: NotebookKernel = { display: () => Promise.resolve() };

class NamedError extends UserError {
  override readonly name: string = "NamedError";
}

/** Does something with a variable of the environment, which is then as it was. */
function withDebug(value: string, act: () => void): void {
  const before = Deno.env.get("TAPEDECK_DEBUG");
  Deno.env.set("TAPEDECK_DEBUG", value);
  try {
    act();
  } finally {
    if (before === undefined) Deno.env.delete("TAPEDECK_DEBUG");
    else Deno.env.set("TAPEDECK_DEBUG", before);
  }
}

Deno.test("outside of a notebook there is no kernel, and an error keeps its stack", () => {
  assertEquals(notebookKernel(), null);
  const error = new UserError("Cannot do it");
  hideStack(error);
  assert(error.stack!.includes("hide_stack_test.ts"), error.stack);
});

Deno.test("in a notebook, the stack is name and message, as they are when it is read", () => {
  withDebug("", () => {
    const error = new NamedError("Cannot do it");
    hideStack(error, KERNEL);
    assertEquals(error.stack, "NamedError: Cannot do it");
    error.message = "Cannot do it at all";
    assertEquals(error.stack, "NamedError: Cannot do it at all");
    assertEquals(Object.keys(error).includes("stack"), false);
    error.stack = "set";
    assertEquals(error.stack, "set");
  });
});

Deno.test("in a notebook, the stack stays where it is asked for", () => {
  withDebug("1", () => {
    const error = new UserError("Cannot do it");
    hideStack(error, KERNEL);
    assert(error.stack!.includes("hide_stack_test.ts"), error.stack);
  });
});

Deno.test("in a notebook, a credential gets out of the message and out of the stack", () => {
  withDebug("", () => {
    const error = new UserError("Refused: sk-123456");
    hideStack(error, KERNEL);
    assertEquals(scrubError(error, [new Secret("key", "sk-123456")]).stack, "UserError: Refused: [secret key]");
  });
});
