import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { IndexedHeap } from "../../../src/transport/limiter/_indexed_heap.ts";

interface Item {
  readonly id: number;
  rank: number;
  slot: number;
}

type Act = { readonly act: "add" | "remove" | "move"; readonly pick: number; readonly rank: number };

const acts: fc.Arbitrary<Act[]> = fc.array(fc.record({
  act: fc.constantFrom("add", "add", "remove", "move"),
  pick: fc.nat(),
  rank: fc.integer({ min: 0, max: 50 }),
}));

Deno.test("whatever is added, taken out and moved, the first is the least", () => {
  fc.assert(fc.property(acts, (acts) => {
    const heap = new IndexedHeap<Item>((a, b) => a.rank !== b.rank ? a.rank < b.rank : a.id < b.id);
    const items: Item[] = [];
    acts.forEach(({ act, pick, rank }, id) => {
      const item = items[pick % Math.max(1, items.length)];
      if (act === "add" || item === undefined) {
        const added = { id, rank, slot: -1 };
        items.push(added);
        heap.add(added);
      } else if (act === "remove") {
        items.splice(items.indexOf(item), 1);
        heap.remove(item);
        assertEquals(item.slot, -1);
      } else {
        item.rank = rank;
        heap.moved(item);
      }
      const least = items.toSorted((a, b) => a.rank - b.rank || a.id - b.id)[0] ?? null;
      assertEquals([heap.first, heap.size], [least, items.length]);
    });
  }));
});
