import { assertEquals } from "@std/assert";
import { catalogPath } from "../../src/catalog/mod.ts";

const path = (variables: { [name: string]: string }, os = "linux") =>
  catalogPath({ env: (name) => variables[name], os });

Deno.test("the file is where the user says, else in the folder for data", () => {
  assertEquals(path({ TAPEDECK_CATALOG: "/x/c.sqlite", HOME: "/home/a" }), "/x/c.sqlite");
  assertEquals(path({ XDG_DATA_HOME: "/data", HOME: "/home/a" }), "/data/tapedeck/catalog.sqlite");
  assertEquals(path({ HOME: "/home/a" }), "/home/a/.local/share/tapedeck/catalog.sqlite");
  assertEquals(path({ HOME: "/home/a", XDG_DATA_HOME: "" }), "/home/a/.local/share/tapedeck/catalog.sqlite");
});

Deno.test("on Windows it is in the folder for local data, and without a home nowhere", () => {
  assertEquals(path({ LOCALAPPDATA: "/local" }, "windows"), "/local/tapedeck/catalog.sqlite");
  assertEquals(path({}), ":memory:");
});
