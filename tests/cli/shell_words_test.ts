import { assertEquals } from "@std/assert";
import { shellWords } from "../../src/cli/_shell_words.ts";

Deno.test("a shell splits the line into the same words", async () => {
  const words = ["printf", "%s\\n", "plain/path.toml", "--flag=1", "two words", "it's", "$HOME", "*", "", "日本"];
  const { stdout } = await new Deno.Command("sh", { args: ["-c", shellWords(words)] }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\n").slice(0, -1), words.slice(2));
});

Deno.test("plain words stay as they are", () => {
  assertEquals(
    shellWords(["deno", "task", "sweep", "a/b.toml", "--resume", "run_1"]),
    "deno task sweep a/b.toml --resume run_1",
  );
});
