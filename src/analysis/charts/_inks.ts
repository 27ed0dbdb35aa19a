import type { Theme } from "./_theme.ts";

type Rgb = readonly [red: number, green: number, blue: number];

const NAMED: { readonly [name: string]: string } = { white: "#FFFFFF", black: "#000000" };

/** A colour with so much of another one in it, from 0 to 1. */
export function mixed(color: string, other: string, share: number): string {
  const [a, b] = [rgb(color), rgb(other)];
  const channels = a.map((value, i) => Math.round(value + (b[i] - value) * share));
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("").toUpperCase()}`;
}

/** The ink, black or white, that is easier to read on a colour. */
export function inkOn(color: string): string {
  // Where the contrasts of both are the same (WCAG 2.2, relative luminance).
  return luminance(color) > 0.179 ? "#000000" : "#FFFFFF";
}

/** A colour nearer to the background: less of the same. On a dark one it keeps more of itself, to be seen at all. */
export function pale(color: string, { background }: Theme, share: number): string {
  return mixed(color, background, luminance(background) > 0.5 ? share : share * 0.75);
}

function rgb(color: string): Rgb {
  const hex = NAMED[color] ?? color;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function luminance(color: string): number {
  const [red, green, blue] = rgb(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
