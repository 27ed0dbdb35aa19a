/**
 * Asks a ledger whether a name is locked, again and again until its input ends, and says how often it was. The arguments are
 * the ledger's path and the name.
 */
import { openLedger } from "../../src/ledger/mod.ts";

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const [path, name] = Deno.args;
await using ledger = await openLedger(path);
const seen = { free: 0, locked: 0 };
let isEnding = false;
const ending = Array.fromAsync(Deno.stdin.readable).then(() => isEnding = true);
say("asking");
while (!isEnding) seen[await ledger.isLocked(name) ? "locked" : "free"]++;
await ending;
say(JSON.stringify(seen));
