import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { unloadedScorer } from "../../../src/scoring/mod.ts";
import { loadPlan } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const HEAD = 'name = "endless"\n[[endpoints]]\nkey = "a/b@local"\nbase_url = "http://127.0.0.1:9/v1"\n';
const ITEMS = 'items = [{ prompt = "one" }]\n';

for (
  const [what, rest] of Object.entries({
    "a template": `[prompts]\n${ITEMS}template_file = "/dev/zero"\n`,
    "a system message": `[prompts]\n${ITEMS}system_file = "/dev/zero"\n`,
    "a scorer": `[prompts]\n${ITEMS}[[score.custom]]\nuse = "/dev/zero"\nname = "x"\n`,
  })
) {
  Deno.test({
    name: `${what} that is a device without an end is refused, and not read`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using dir = tempDir();
      await Deno.writeTextFile(`${dir.path}/plan.toml`, HEAD + rest);
      for (const options of [{}, { loadScorer: unloadedScorer }]) {
        const error = await assertRejects(() => loadPlan(`${dir.path}/plan.toml`, options), UserError);
        assertEquals(error.exitCode, 2);
        assertStringIncludes(error.message, "it is no file");
      }
    },
  });
}
