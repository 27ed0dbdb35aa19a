import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { needs } from "../support/require.ts";
import { tempDir } from "../support/temp_dir.ts";
import { TmuxTerminal } from "../support/tmux.ts";

const tmux = await needs("tmux");
const SIZE = { columns: 80, rows: 24 } as const;

Deno.test({
  name: "in a real terminal the picker finds, selects, is resized, and prints what was selected",
  ignore: tmux.ignore,
  async fn() {
    using dir = tempDir();
    await using terminal = await TmuxTerminal.start(tmux.get(), {
      ...SIZE,
      folder: dir.path,
      args: ["pick", "--offline", "gpt-4o-mini"],
    });
    await terminal.see("openai/gpt-4o-mini");
    assert(await terminal.isOnOtherScreen());
    await terminal.press("Right");
    await terminal.see("[ ] @open");
    await terminal.press("Down", "Space");
    await terminal.see("1 endpoint selected");
    await terminal.resize(60, 16);
    const small = await terminal.see(/quit\s*$/);
    assertEquals(small.trimEnd().split("\n").length, 16);
    await terminal.press("?");
    await terminal.see("Keys and marks");
    await terminal.press("Escape");
    await terminal.see("1 endpoint selected");
    await terminal.type("/");
    await terminal.type("漢字🚀");
    await terminal.see("/gpt-4o-mini漢字🚀");
    await terminal.press("Escape");
    await terminal.see(/gpt-4o-mini\n/);
    await terminal.type("q");
    const after = await terminal.see("ended with 0");
    assert(/^before\nopenai\/gpt-4o-mini@\S+\nended with 0/.test(after), after);
    assert(!await terminal.isOnOtherScreen());
  },
});

Deno.test({
  name: "the terminal is given back when the process is asked to end, and on Ctrl-C",
  ignore: tmux.ignore,
  async fn() {
    using dir = tempDir();
    for (const end of ["signal", "key"] as const) {
      await using terminal = await TmuxTerminal.start(tmux.get(), {
        ...SIZE,
        folder: dir.path,
        args: ["pick", "--offline"],
        env: { NO_COLOR: "1" },
      });
      await terminal.see("curated (");
      if (end === "signal") await terminal.signal("SIGTERM");
      else await terminal.press("C-c");
      const after = await terminal.see(/ended with \d+/);
      assert(after.startsWith(`before\nended with ${end === "key" ? 130 : 1}\n`), after);
      assert(!await terminal.isOnOtherScreen());
      // What is typed shows again.
      await terminal.type("visible");
      await terminal.see("visible");
    }
  },
});

Deno.test({
  name: "in a real terminal a sweep runs, and its best variant is kept",
  ignore: tmux.ignore,
  async fn() {
    using dir = tempDir();
    await using box = startSimulated();
    await Deno.writeTextFile(
      join(dir.path, "tapedeck.toml"),
      `version = 1\n[providers.box]\nkind = "simulated"\nbase_url = "${box.origin}/v1"\n`,
    );
    const at = { ...SIZE, folder: dir.path };
    {
      await using terminal = await TmuxTerminal.start(tmux.get(), { ...at, args: ["catalog", "refresh", "box"] });
      await terminal.see("ended with 0");
    }
    await using terminal = await TmuxTerminal.start(tmux.get(), { ...at, args: ["pick", "--offline", "steady"] });
    await terminal.see("simulated/steady");
    await terminal.type("l");
    await terminal.see("[ ] @box");
    await terminal.press("Down", "Space");
    await terminal.see("[x] @box");
    await terminal.type("r");
    await terminal.see("must be a prompt");
    await terminal.type("What is 2 + 2?");
    await terminal.see(/3 cells · \$0.\d+ expected/);
    await terminal.press("Down", "Down", "Down", "Down", "Enter");
    await terminal.see(/run_\S+ · 3 cells, 0 failed/);
    await terminal.type("b");
    await terminal.type("found");
    await terminal.press("Enter", "Enter", "Enter");
    await terminal.see("found is kept in");
    await terminal.type("q");
    await terminal.see(/simulated\/steady@box\nended with 0/);
    assert((await Deno.readTextFile(join(dir.path, "tapedeck.toml"))).includes("profiles.found"));
  },
});
