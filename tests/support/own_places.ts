/**
 * Runs before the tests of each file: what they start finds none of the user's settings, keys, lists and ledgers, and leaves
 * nothing among them.
 * @module
 */
const home = `${Deno.env.get("TMPDIR") ?? "/tmp"}/tapedeck-tests-${Deno.pid}`;
for (const kind of ["config", "data", "state"]) Deno.env.set(`XDG_${kind.toUpperCase()}_HOME`, `${home}/${kind}`);
