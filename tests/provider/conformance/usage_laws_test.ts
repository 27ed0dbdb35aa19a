import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkProvider } from "../../../src/provider/conformance/mod.ts";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { Usage } from "../../../src/spec/mod.ts";
import { withFormat } from "./sound_provider.ts";

const IMPOSSIBLE: readonly (readonly [what: string, given: Partial<Usage>])[] = [
  ["A count is -1", { outputTokens: -1 }],
  ["A count is 1.5", { reasoningTokens: 1.5 }],
  ["More is cached than came in", { inputTokens: 5, cacheReadTokens: 3, cacheWriteTokens: 3 }],
  ["There is more reasoning than output", { outputTokens: 5, reasoningTokens: 6 }],
];

for (const [what, given] of IMPOSSIBLE) {
  Deno.test(`counts that cannot be are found: ${what}`, async () => {
    const adapter = withFormat({
      fromWire: (response) => {
        const outcome = openaiChat.fromWire(response);
        if (!outcome.ok) return outcome;
        const { completion } = outcome;
        return { ok: true, completion: { ...completion, usage: { ...completion.usage, ...given } } };
      },
    });
    const { ok, checks } = await checkProvider(adapter);
    assertEquals(ok, false);
    assertStringIncludes(checks.map(({ message }) => message ?? "").join("\n"), what);
  });
}
