import { assertEquals } from "@std/assert";
import { budgetLines } from "../../src/cli/_budget_lines.ts";

Deno.test("what was spent is said in the limit's own unit", () => {
  const tokens = { what: "tokens", limit: "12000", spent: "11950", reserved: "0", needed: "480" } as const;
  assertEquals(
    budgetLines(tokens, "append"),
    "Stopped by the recording budget: 11,950 of 12,000 tokens spent, and the next call could use up to 480.\n" +
      "What was recorded stays. Each session has its own budget: going on spends up to 12,000 more. ",
  );
  const usd = { what: "usd", limit: "1.50", spent: "1.487", reserved: "0", needed: "0.02" } as const;
  assertEquals(
    budgetLines(usd, "record").split("\n")[0],
    "Stopped by the recording budget: $1.487 of $1.50 spent, and the next call could use up to $0.02.",
  );
  const request = { what: "requests", limit: "1", spent: "1", reserved: "0", needed: "1" } as const;
  assertEquals(budgetLines(request, "record").split("\n")[0], "Stopped by the recording budget: 1 of 1 request spent.");
});

Deno.test("a limit that no call keeps within is to be raised, and without a tape nothing is recorded", () => {
  const usd = { what: "usd", limit: "0.01", spent: "0", reserved: "0", needed: "0.02" } as const;
  assertEquals(
    budgetLines(usd, "passthrough").split("\n")[1],
    "What has ended stays. The limit is too small for a single call: raise --max-usd. ",
  );
});
