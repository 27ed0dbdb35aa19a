import { fileURLToPath } from "node:url";

/**
 * The packages of which pictures are made: a renderer that needs no native code, and a font whose letters are as wide as
 * those of Helvetica and Arial, which the layout of charts reckons with. Whole specifiers, as a registry rewrites the
 * short names of imports alone, and the files here are found and not imported.
 */
export const RENDERER = "npm:@resvg/resvg-wasm@2.6.2";
export const FONT = "npm:@expo-google-fonts/arimo@0.4.3";

/** The weights that charts use: plain text, titles of axes, titles of charts. */
const FONT_FILES = [
  "400Regular/Arimo_400Regular.ttf",
  "500Medium/Arimo_500Medium.ttf",
  "600SemiBold/Arimo_600SemiBold.ttf",
] as const;

/** The name under which the renderer finds the font. */
export const FONT_FAMILY = "Arimo";

/** The font in its weights, as TrueType files. */
export async function readFonts(): Promise<Uint8Array[]> {
  // The import makes the package part of the program, so that it is installed with it.
  await import("@expo-google-fonts/arimo/metadata.json", { with: { type: "json" } });
  return await Promise.all(FONT_FILES.map((file) => readPackageFile(`${FONT}/${file}`)));
}

/** The class that renders an SVG, ready for use. It is loaded when the first picture is made. */
export async function loadRenderer(): Promise<typeof import("@resvg/resvg-wasm").Resvg> {
  const { Resvg, initWasm } = await import("@resvg/resvg-wasm");
  if (isReady(Resvg)) return Resvg;
  const engine = await readPackageFile(`${RENDERER}/index_bg.wasm`);
  // Somebody else may have been faster, and the package refuses to be started twice.
  if (!isReady(Resvg)) await initWasm(engine);
  return Resvg;
}

function isReady(Resvg: typeof import("@resvg/resvg-wasm").Resvg): boolean {
  try {
    new Resvg('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>').free();
    return true;
  } catch {
    return false;
  }
}

async function readPackageFile(specifier: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(fileURLToPath(import.meta.resolve(specifier)));
}
