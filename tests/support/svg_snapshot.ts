import { fail } from "@std/assert";

/**
 * Compare an SVG with a stored one that a person can open. With the environment variable `TAPEDECK_UPDATE=svg` it is
 * stored instead.
 */
export async function assertSvgSnapshot(path: string, svg: string): Promise<void> {
  // One element a line, so that a change can be read in a diff.
  const text = svg.replaceAll("><", ">\n<") + "\n";
  if (Deno.env.get("TAPEDECK_UPDATE") === "svg") return await Deno.writeTextFile(path, text);
  const stored = await Deno.readTextFile(path);
  if (stored !== text) {
    fail(`The chart is not drawn as ${path} shows it: look at it, then run with TAPEDECK_UPDATE=svg`);
  }
}
