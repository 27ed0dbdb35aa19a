import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/base/mod.ts";
import type { Cell } from "../../src/spec/mod.ts";
import type { ChosenRun } from "../../src/sweep/_choose_run.ts";
import { SweepControl } from "../../src/sweep/control/mod.ts";
import { type CellsPass, runCells } from "../../src/sweep/_run_cells.ts";
import { cellCount, type SweepPlan } from "../../src/sweep/mod.ts";
import { planOf } from "./_plans.ts";

const endpoint = (name: string) =>
  `[[endpoints]]
key = "acme/parrot@${name}"
base_url = "http://127.0.0.1:8091/v1"
`;

/** A plan with so many cells at each endpoint. */
function gridOf(endpoints: readonly string[], each: number): Promise<SweepPlan> {
  return planOf({
    endpoints: endpoints.map(endpoint).join("\n"),
    rest: "[run]\nconcurrency = 2",
    prompts: `[prompts]\ntemplate = "Q: {{n}}"\nitems = [${
      Array.from({ length: each }, (_, n) => `{ id = "${n}", n = "${n}" }`).join(", ")
    }]\n`,
  });
}

/** What a pass is made of when only the order of its cells matters. */
function passOf(plan: SweepPlan, more: Partial<CellsPass> & Pick<CellsPass, "run">): CellsPass {
  const cells = cellCount(plan);
  const chosen = {
    run: { cells },
    finished: new Uint8Array(cells),
    finishedCount: 0,
    ownCount: cells,
  } as unknown as ChosenRun;
  return {
    plan,
    chosen,
    concurrency: 2,
    isFair: true,
    signal: new AbortController().signal,
    control: new SweepControl(),
    giveUp: () => {},
    clock: new VirtualClock(),
    onFailure: (error) => {
      throw error;
    },
    ...more,
  };
}

const nameOf = ({ endpoint, sample }: Cell) => `${endpoint.provider}${sample.id}`;

Deno.test("an endpoint whose cells wait does not keep those of another from being made", async () => {
  const plan = await gridOf(["slow", "quick"], 10);
  const ended: string[] = [];
  const opened = Promise.withResolvers<void>();
  const pass = passOf(plan, {
    run: async (cell, waits) => {
      if (cell.endpoint.provider === "slow") {
        waits.begin();
        await opened.promise;
        waits.end();
      }
      await Promise.resolve();
      ended.push(nameOf(cell));
      if (ended.length === 10) opened.resolve();
      return [];
    },
  });
  assertEquals(await runCells(pass), 20);
  assertEquals(ended.slice(0, 10), Array.from({ length: 10 }, (_, n) => `quick${n}`));
});

Deno.test("of an endpoint whose cells wait no more are made than may be called at once", async () => {
  const plan = await gridOf(["slow", "other"], 50);
  let made = 0;
  const opened = Promise.withResolvers<void>();
  const pass = passOf(plan, {
    concurrency: 3,
    run: async (_cell, waits) => {
      made++;
      waits.begin();
      await opened.promise;
      waits.end();
      return [];
    },
  });
  const running = runCells(pass);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  assertEquals(made, 6);
  opened.resolve();
  assertEquals(await running, 100);
});

Deno.test("cells come in the grid's order where that is asked for, whoever waits", async () => {
  const plan = await gridOf(["a", "b"], 3);
  const order: string[] = [];
  const run = (cell: Cell) => {
    order.push(nameOf(cell));
    return Promise.resolve([]);
  };
  await runCells(passOf(plan, { isFair: false, concurrency: 1, run }));
  assertEquals(order, ["a0", "a1", "a2", "b0", "b1", "b2"]);
});

Deno.test("with the first error no more cells are begun", async () => {
  const plan = await gridOf(["a", "b"], 10);
  const errors: unknown[] = [];
  let begun = 0;
  const pass = passOf(plan, {
    run: async () => {
      begun++;
      await Promise.resolve();
      throw new Error("the disk is full");
    },
    onFailure: (error) => errors.push(error),
  });
  assertEquals(await runCells(pass), 0);
  assertEquals([begun, errors.length], [2, 2]);
});

Deno.test("whatever waits and for how long, every cell is run once and no more at once than allowed do not wait", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
      async (endpoints, each, concurrency, turns) => {
        const plan = await gridOf(Array.from({ length: endpoints }, (_, i) => `p${i}`), each);
        const seen = new Map<string, number>();
        let busy = 0;
        let mostBegun = 0;
        const pass = passOf(plan, {
          concurrency,
          run: async (cell, waits) => {
            seen.set(nameOf(cell), (seen.get(nameOf(cell)) ?? 0) + 1);
            busy++;
            mostBegun = Math.max(mostBegun, busy);
            const turn = () => turns.next().value as number;
            if (turn() > 1) {
              busy--;
              waits.begin();
              waits.begin();
              for (let i = turn(); i > 0; i--) await Promise.resolve();
              waits.end();
            } else {
              for (let i = turn(); i > 0; i--) await Promise.resolve();
              busy--;
            }
            return [];
          },
        });
        assertEquals(await runCells(pass), endpoints * each);
        assert(seen.size === endpoints * each && [...seen.values()].every((count) => count === 1));
        assert(mostBegun <= concurrency, `${mostBegun} at once of ${concurrency}`);
      },
    ),
    { numRuns: 60 },
  ));
