import { assert, assertEquals } from "@std/assert";
import { readModelPage } from "../../../src/catalog/mod.ts";
import { migrationsBetween, ModelIds, parseModelKey, printModelKey } from "../../../src/catalog/ids/mod.ts";
import { shippedMigrations } from "../../../src/catalog/ids/_shipped_migrations.ts";
import type { ModelRecord } from "../../../src/spec/mod.ts";
import { sharedFixtures } from "../../support/fixtures.ts";

const FOLDER = fixtureFolder();

function fixtureFolder(): string | null {
  try {
    return `${sharedFixtures()}/openrouter-models`;
  } catch {
    return null;
  }
}

/** A test that needs the recorded lists. */
function recordedTest(name: string, run: (lists: readonly (readonly ModelRecord[])[]) => void) {
  Deno.test({ name, ignore: FOLDER === null, fn: async () => run(await snapshots()) });
}

function isFree(key: string): boolean {
  return parseModelKey(key)!.variant === "free";
}

/** OpenRouter's lists at several dates, the oldest first. */
async function snapshots(): Promise<ModelRecord[][]> {
  const names = [...Deno.readDirSync(FOLDER!)].map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => {
    const file = await Deno.open(`${FOLDER}/${name}`);
    const page = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
    const facts = { provider: "openrouter", fetchedAt: `${name.slice(0, 10)}T00:00:00Z` };
    return [...readModelPage("openrouter", page, facts).models];
  }));
}

recordedTest("every id that was ever listed is printed as it was parsed, and found in its own list", (lists) => {
  for (const list of lists) {
    const ids = new ModelIds(list);
    for (const { key } of list) {
      assertEquals(printModelKey(parseModelKey(key)!), key);
      const resolution = ids.resolve(key);
      assert(resolution.kind === "found" && resolution.key === key, key);
    }
  }
});

recordedTest("an exact other name leads to one model, and never over a variant to one with another price", (lists) => {
  for (const list of lists) {
    const ids = new ModelIds(list);
    for (const { key, aliases } of list) {
      for (const alias of aliases) {
        const resolution = ids.resolve(alias);
        if (resolution.kind === "gone") continue;
        assertEquals(parseModelKey(resolution.key)!.variant, parseModelKey(alias)!.variant, `${alias} of ${key}`);
      }
    }
  }
});

recordedTest("an old id is found, migrated but not between free and paid, or gone with what is near it", (lists) => {
  const newest = lists.at(-1)!;
  const migrations = lists.slice(1).flatMap((list, i) => migrationsBetween(lists[i], list));
  for (const { from, to, mode } of migrations) {
    if (mode === "automatic") {
      assertEquals(parseModelKey(from)!.variant, parseModelKey(to)!.variant, `${from} to ${to}`);
    }
  }
  const ids = new ModelIds(newest, migrations);
  const counts = { found: 0, migrated: 0, gone: 0 };
  let helped = 0;
  for (const key of new Set(lists.flat().map(({ key }) => key))) {
    const resolution = ids.resolve(key);
    counts[resolution.kind]++;
    if (resolution.kind === "migrated") {
      assertEquals(isFree(resolution.key), isFree(key), key);
    }
    if (resolution.kind === "gone" && resolution.suggestions.length > 0) helped++;
  }
  assertEquals(counts.found >= newest.length, true);
  // A quarter of the ids vanishes within months: most of those must come with something to go on with.
  assert(counts.gone > 200 && helped / counts.gone > 0.85, `${helped} of ${counts.gone}`);
});

recordedTest("what ships of old ids leads from ids that are gone to ones that are listed", (lists) => {
  const newest = lists.at(-1)!;
  const ids = new ModelIds(newest);
  const listed = new Set(newest.map(({ key }) => key));
  for (const { from, mode } of shippedMigrations()) {
    assert(!listed.has(from), from);
    const resolution = ids.resolve(from);
    const to = resolution.kind === "gone" ? resolution.replacement?.to : resolution.key;
    assert(to !== undefined && listed.has(to), `${from} (${mode}) to ${to}`);
  }
});
