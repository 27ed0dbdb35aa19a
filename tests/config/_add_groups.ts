import { editConfig } from "../../src/config/mod.ts";

// Adds groups to a file, one by one: NAME0, NAME1, …
const [path, name, count] = Deno.args;
for (let i = 0; i < Number(count); i++) {
  await editConfig(path, [{ path: ["groups", `${name}${i}`], value: ["a/b"] }]);
}
