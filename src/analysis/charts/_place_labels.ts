/** On which side of its point a label stands. */
export type Side = "right" | "left" | "above" | "below";

/** A point with a label, in pixels from the top left corner. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** A rectangle, in the same pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const SIDES: readonly Side[] = ["right", "left", "above", "below"];
const CHAR_WIDTH = 6.2;
const LINE_HEIGHT = 12;
/** From the middle of a point to its label. */
export const LABEL_GAP = 9;
const POINT_RADIUS = 5;

/**
 * Sides for labels such that they overlap each other, the points and what else is in the way as little as can be had by
 * placing one after the other. Vega-Lite cannot do this by itself. `frame` is where labels may stand.
 */
export function placeLabels(points: readonly LabelledPoint[], frame: Box, inTheWay: readonly Box[] = []): Side[] {
  const taken: Box[] = [...inTheWay, ...points.map(({ x, y }) => around(x, y, POINT_RADIUS))];
  return points.map((point) => {
    let best: { side: Side; box: Box; cost: number } | null = null;
    for (const side of SIDES) {
      const box = labelBox(point, side);
      const outside = area(box) - overlap(box, frame);
      const cost = outside + taken.reduce((sum, other) => sum + overlap(box, other), 0);
      if (best === null || cost < best.cost) best = { side, box, cost };
    }
    taken.push(best!.box);
    return best!.side;
  });
}

function labelBox({ x, y, label }: LabelledPoint, side: Side): Box {
  const width = label.length * CHAR_WIDTH;
  const left = side === "right" ? x + LABEL_GAP : side === "left" ? x - LABEL_GAP - width : x - width / 2;
  const middle = side === "above"
    ? y - LABEL_GAP - LINE_HEIGHT / 2
    : side === "below"
    ? y + LABEL_GAP + LINE_HEIGHT / 2
    : y;
  return { left, top: middle - LINE_HEIGHT / 2, right: left + width, bottom: middle + LINE_HEIGHT / 2 };
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function area(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}
