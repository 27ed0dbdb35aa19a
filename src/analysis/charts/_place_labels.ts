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
/** From the middle of a point to its label, on a page. */
export const LABEL_GAP = 9;
const POINT_RADIUS = 5;

/**
 * Sides for labels such that they overlap each other, the points and what else is in the way as little as can be had by
 * placing one after the other. Vega-Lite cannot do this by itself. `frame` is where labels may stand, and `scale` how much
 * larger than on a page they are.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  { frame, inTheWay = [], scale = 1 }: {
    readonly frame: Box;
    readonly inTheWay?: readonly Box[];
    readonly scale?: number;
  },
): Side[] {
  const taken: Box[] = [...inTheWay, ...points.map(({ x, y }) => around(x, y, POINT_RADIUS * scale))];
  return points.map((point) => {
    let best: { side: Side; box: Box; cost: number } | null = null;
    for (const side of SIDES) {
      const box = labelBox(point, side, scale);
      const outside = area(box) - overlap(box, frame);
      const cost = outside + taken.reduce((sum, other) => sum + overlap(box, other), 0);
      if (best === null || cost < best.cost) best = { side, box, cost };
    }
    taken.push(best!.box);
    return best!.side;
  });
}

function labelBox({ x, y, label }: LabelledPoint, side: Side, scale: number): Box {
  const [width, height, gap] = [label.length * CHAR_WIDTH * scale, LINE_HEIGHT * scale, LABEL_GAP * scale];
  const left = side === "right" ? x + gap : side === "left" ? x - gap - width : x - width / 2;
  const middle = side === "above" ? y - gap - height / 2 : side === "below" ? y + gap + height / 2 : y;
  return { left, top: middle - height / 2, right: left + width, bottom: middle + height / 2 };
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
