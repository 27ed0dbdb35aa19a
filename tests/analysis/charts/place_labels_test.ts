import { assertEquals } from "@std/assert";
import { placeLabels } from "../../../src/analysis/charts/_place_labels.ts";

const FRAME = { left: 0, top: 0, right: 500, bottom: 300 };

Deno.test("a label with room stands right of its point", () => {
  assertEquals(placeLabels([{ x: 100, y: 100, label: "0.4" }], { frame: FRAME }), ["right"]);
});

Deno.test("a label does not leave the frame", () => {
  assertEquals(placeLabels([{ x: 495, y: 100, label: "a long label" }], { frame: FRAME }), ["left"]);
});

Deno.test("labels give way to points, to each other and to what else is in the way", () => {
  assertEquals(placeLabels([{ x: 100, y: 100, label: "left" }, { x: 120, y: 100, label: "right" }], { frame: FRAME }), [
    "left",
    "right",
  ]);
  const line = { left: 100, right: 400, top: 99, bottom: 101 };
  assertEquals(placeLabels([{ x: 100, y: 100, label: "0" }], { frame: FRAME, inTheWay: [line] }), ["left"]);
});

Deno.test("points on one spot get a side each, as long as there are sides", () => {
  const points = [1, 2, 3, 4].map((i) => ({ x: 200, y: 150, label: String(i) }));
  assertEquals(new Set(placeLabels(points, { frame: FRAME })).size, 4);
});
