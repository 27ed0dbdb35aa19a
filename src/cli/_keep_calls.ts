import { openLedger } from "../ledger/mod.ts";
import { ledgerPath } from "../routing/mod.ts";
import type { CallTry } from "../spec/mod.ts";
import { commandPath } from "./_command_path.ts";
import { knownLedger } from "./_command_registry.ts";
import type { Io } from "./io.ts";

/**
 * Keep calls that belong to no run in the ledger of a command's flag where there is one, else in the user's own. What was
 * paid for is told all the same where that fails: then it is said that no sum has it.
 */
export async function keepCalls(
  io: Io,
  { tries, ledger: given }: { readonly tries: readonly CallTry[]; readonly ledger: string },
): Promise<void> {
  if (tries.length === 0) return;
  try {
    const path = await knownLedger(commandPath(io, given)) ?? ledgerPath({ env: io.env });
    if (path === null) return;
    await using ledger = await openLedger(path, { clock: io.clock });
    await ledger.appendCalls(tries);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`Cannot keep the call in the ledger, so no sum has its cost: ${reason}\n`);
  }
}
