import type { Ledger } from "../spec/mod.ts";
import type { LazyLedger } from "./_lazy_ledger.ts";

/**
 * Has a ledger sum up all of its tries before anybody asks what was spent and how well endpoints answer: it goes on from
 * there. It does so in slices, so that pages come meanwhile; a ledger that is closed meanwhile ends it.
 */
export async function warmLedger(ledger: Pick<LazyLedger, "open">): Promise<void> {
  try {
    const known: Pick<Ledger, "costs" | "endpointUse"> | null = await ledger.open();
    await known?.endpointUse();
    for await (const _ of known?.costs() ?? []);
  } catch {
    // It is closed, or cannot be read now, which the pages say that show it.
  }
}
