const utf8 = new TextEncoder();

/** Tell a person at the terminal, as the process's own warning; what is printed to is never standard output. */
export function warnOnStderr(message: string): void {
  Deno.stderr.writeSync(utf8.encode(`warning: ${message}\n`));
}
