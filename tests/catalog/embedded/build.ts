// deno-lint-ignore-file no-console
/**
 * Builds the tables that ship with the package out of a list of models and one of endpoints, which a call of OpenRouter
 * gives: `deno run -A tests/catalog/embedded/build.ts MODELS ENDPOINTS`, each a file of JSON, gzipped or not, whose name
 * begins with its date.
 */
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedEndpoints, embeddedModels, tableText } from "../../../src/catalog/embedded/embedded_tables.ts";
import { readEndpointList, readModelPage } from "../../../src/catalog/importers/mod.ts";
import type { JsonValue, ModelPageFacts } from "../../../src/spec/mod.ts";

const FOLDER = fileURLToPath(new URL("../../../src/catalog/embedded/", import.meta.url));

/** The texts of both files, from the lists that they are made of. */
export async function embeddedTexts(paths: { readonly models: string; readonly endpoints: string }): Promise<{
  readonly models: string;
  readonly endpoints: string;
}> {
  const models = readModelPage("openrouter", await readJson(paths.models), factsOf(paths.models));
  const endpoints = readEndpointList(await readJson(paths.endpoints), factsOf(paths.endpoints));
  return {
    models: tableText(embeddedModels(models.models)),
    endpoints: tableText(embeddedEndpoints(endpoints.endpoints, { cacheRatesUnknown: true })),
  };
}

/** A file of JSON, gzipped or not. */
export async function readJson(path: string): Promise<JsonValue> {
  const { readable } = await Deno.open(path);
  const bytes = path.endsWith(".gz") ? readable.pipeThrough(new DecompressionStream("gzip")) : readable;
  return await new Response(bytes).json();
}

function factsOf(path: string): ModelPageFacts {
  const date = /^\d{4}-\d{2}-\d{2}/.exec(basename(path))?.[0];
  if (date === undefined) {
    throw new Error(`Cannot tell the date of a list as its name has none: current value is "${path}"`);
  }
  return { provider: "openrouter", fetchedAt: `${date}T00:00:00Z` };
}

if (import.meta.main) {
  const [models, endpoints] = Deno.args;
  const texts = await embeddedTexts({ models, endpoints });
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(`${FOLDER}${name}.json`, text);
    console.log(`${name}.json: ${(text.length / 1024).toFixed(0)} KB`);
  }
}
