import { assertEquals } from "@std/assert";
import { userFolder } from "../../src/base/mod.ts";

const folderOf = (kind: "config" | "data" | "state", variables: { [name: string]: string }, os = "linux") =>
  userFolder(kind, { env: (name) => variables[name], os });

Deno.test("each kind has a folder of its own below the home", () => {
  assertEquals(folderOf("config", { HOME: "/home/a" }), "/home/a/.config/tapedeck");
  assertEquals(folderOf("data", { HOME: "/home/a" }), "/home/a/.local/share/tapedeck");
  assertEquals(folderOf("state", { USERPROFILE: "/home/a" }), "/home/a/.local/state/tapedeck");
  assertEquals(folderOf("state", {}), null);
  assertEquals(folderOf("state", { HOME: "" }), null);
});

Deno.test("a variable names another folder, but no relative one", () => {
  for (
    const [kind, name] of [["config", "XDG_CONFIG_HOME"], ["data", "XDG_DATA_HOME"], [
      "state",
      "XDG_STATE_HOME",
    ]] as const
  ) {
    assertEquals(folderOf(kind, { [name]: "/else", HOME: "/home/a" }), "/else/tapedeck");
    assertEquals(folderOf(kind, { [name]: "else", HOME: "/home/a" }), folderOf(kind, { HOME: "/home/a" }));
    assertEquals(folderOf(kind, { [name]: "" }), null);
  }
});

Deno.test("on Windows the folders for applications are taken, and elsewhere not", () => {
  const variables = { APPDATA: "/roaming", LOCALAPPDATA: "/local", HOME: "/home/a" };
  assertEquals(folderOf("config", variables, "windows"), "/roaming/tapedeck");
  assertEquals(folderOf("data", variables, "windows"), "/local/tapedeck");
  assertEquals(folderOf("state", variables, "windows"), "/local/tapedeck");
  assertEquals(folderOf("config", variables), "/home/a/.config/tapedeck");
});
