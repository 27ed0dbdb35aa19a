import { assertEquals } from "@std/assert";
import { parseAge } from "../../src/base/mod.ts";
import { ageFlag, formatAge, formatSize, parseSize, parseTokens } from "../../src/cli/_amounts.ts";

Deno.test("ages are written", () => {
  assertEquals([90_000_000, 7_200_000, 120_000, 59_999, -5].map(formatAge), ["1 d", "2 h", "2 min", "59 s", "0 s"]);
  assertEquals(formatAge(Date.parse("yesterday")), "–");
});

Deno.test("an age as a flag takes it is the same age again", () => {
  assertEquals([2_592_000_000, 129_600_000, 90_000, 1500, 0].map(ageFlag), ["30d", "36h", "90s", "1.5s", "0s"]);
  for (const ms of [1, 1500, 60_000, 5_400_000, 604_800_000]) assertEquals(parseAge(ageFlag(ms)), ms);
});

Deno.test("numbers of tokens are read, by thousands where a letter says so", () => {
  assertEquals(["200000", "128k", "128K", "1M", "1.5m"].map(parseTokens), [200_000, 128_000, 128_000, 1e6, 1.5e6]);
  assertEquals(["", "0", "k", "1G", "-1", "128 k", "128kB"].map(parseTokens), Array(7).fill(null));
});

Deno.test("sizes are read and written", () => {
  assertEquals(["5MB", "300kB", "300kb", "2MiB", "17", "1.5 GB"].map(parseSize), [
    5_000_000,
    300_000,
    300_000,
    2_097_152,
    17,
    1_500_000_000,
  ]);
  assertEquals(["", "MB", "5TB", "-1kB"].map(parseSize), Array(4).fill(null));
  assertEquals([812, 1000, 1_640_373, 2e9].map(formatSize), ["812 B", "1.0 kB", "1.6 MB", "2.0 GB"]);
});
