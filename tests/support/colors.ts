type Rgb = readonly [red: number, green: number, blue: number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** What people see of linear colours, by the kind of their vision (Machado, Oliveira & Fernandes 2009, severity 1). */
const VISIONS: { readonly [vision: string]: Matrix } = {
  "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** The contrast of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [dark, light] = [a, b].map((color) => product([0.2126, 0.7152, 0.0722], linear(color))).sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The two colours that look most alike to anybody, and how far apart they are in Oklab (0 to 1). */
export function nearestPair(colors: readonly string[]) {
  let nearest = { distance: Infinity, colors: "", vision: "" };
  for (const [vision, matrix] of Object.entries(VISIONS)) {
    const seen = colors.map((color) => oklab(seenAs(matrix, linear(color))));
    for (let a = 0; a < colors.length; a++) {
      for (let b = a + 1; b < colors.length; b++) {
        const distance = Math.hypot(...seen[a].map((value, i) => value - seen[b][i]));
        if (distance < nearest.distance) nearest = { distance, colors: `${colors[a]} and ${colors[b]}`, vision };
      }
    }
  }
  return nearest;
}

/** How light a colour looks, from 0 to 1 (the L of Oklab). */
export function lightness(color: string): number {
  return oklab(linear(color))[0];
}

function linear(color: string): Rgb {
  const hex = color === "white" ? "#FFFFFF" : color;
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return channels.map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4) as unknown as Rgb;
}

function seenAs(matrix: Matrix, color: Rgb): Rgb {
  return matrix.map((row) => Math.min(1, Math.max(0, product(row, color)))) as unknown as Rgb;
}

/** Ottosson 2020, "A perceptual color space for image processing". */
function oklab(color: Rgb): Rgb {
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map((row) => Math.cbrt(product(row as unknown as Rgb, color))) as unknown as Rgb;
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map((row) => product(row as unknown as Rgb, cones)) as unknown as Rgb;
}

function product(a: Rgb, b: Rgb): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
