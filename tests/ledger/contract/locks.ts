import { assert, assertEquals } from "@std/assert";
import type { Ledger } from "../../../src/spec/mod.ts";

/** What two openings of one ledger on disk or on a server do with locks. */
export async function assertLocks(first: Ledger, second: Ledger): Promise<void> {
  assertEquals(await second.isLocked("run_1"), false);
  const whole = await first.lock("run_1");
  assertEquals([await first.isLocked("run_1"), await second.isLocked("run_1")], [true, true]);
  assertEquals(await second.isLocked("run_2"), false, "asking is about a name alone");
  assert(whole !== null);
  assertEquals(await second.lock("run_1"), null);
  assertEquals(await second.lock("run_1", { isShared: true }), null);
  const other = await second.lock("run_1/2 of\0all");
  assert(other !== null, "a lock is about its name alone");
  other.release();

  whole.release();
  whole.release();
  const shares = [await first.lock("run_1", { isShared: true }), await second.lock("run_1", { isShared: true })];
  assert(shares.every((share) => share !== null));
  assertEquals(await first.lock("run_1"), null);
  assertEquals(await second.isLocked("run_1"), true, "whoever shares a lock has it, too");
  shares.forEach((share) => share!.release());
  // A server learns of it a moment later.
  while (await first.isLocked("run_1")) await new Promise((resolve) => setTimeout(resolve, 0));
  const again = await first.lock("run_1");
  assert(again !== null, "what was released is free");

  const turn = await first.lock("choice", { waits: true });
  let isWaiting = true;
  const next = second.lock("choice", { waits: true }).then((lock) => {
    isWaiting = false;
    return lock;
  });
  assertEquals(await second.lock("choice"), null);
  assert(isWaiting);
  turn!.release();
  (await next)!.release();
  // A ledger that is closed has let go of everything.
  await first.close();
  assertEquals(await second.isLocked("run_1"), false);
  assert(await second.lock("run_1") !== null);
}
