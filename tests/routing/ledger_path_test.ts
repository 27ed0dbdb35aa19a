import { assertEquals } from "@std/assert";
import { ledgerPath } from "../../src/routing/mod.ts";

const path = (env: { readonly [name: string]: string }, os = "linux") => ledgerPath({ env: (name) => env[name], os });

Deno.test("the ledger of calls that belong to no run is in the folder for data", () => {
  assertEquals(path({ HOME: "/home/ada" }), "/home/ada/.local/share/tapedeck/ledger.sqlite");
  assertEquals(path({ HOME: "/home/ada", XDG_DATA_HOME: "/data" }), "/data/tapedeck/ledger.sqlite");
  assertEquals(
    path({ HOME: "/home/ada", TAPEDECK_CATALOG: "/elsewhere/c.sqlite" }),
    "/home/ada/.local/share/tapedeck/ledger.sqlite",
  );
});

Deno.test("a variable names another ledger, or none", () => {
  assertEquals(path({ HOME: "/home/ada", TAPEDECK_LEDGER: "/audits.sqlite" }), "/audits.sqlite");
  assertEquals(path({ HOME: "/home/ada", TAPEDECK_LEDGER: "none" }), null);
  assertEquals(path({}), null);
});
