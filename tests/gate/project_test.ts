import { assert, assertEquals, assertFalse } from "@std/assert";
import { filesUnder, projectRoot, trackedFiles, typescriptFiles } from "./project.ts";

async function withFolder(paths: readonly string[], use: (root: string) => Promise<void> | void): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "tapedeck-files-" });
  try {
    for (const path of paths) {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, "");
    }
    await use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("files are listed in order, without what tools make", async () => {
  const paths = ["src/b.ts", "src/a/c.tsx", "src/notes.md", ".venv/x.ts", "runs/y.ts", ".gitignore", ".ci/run"];
  await withFolder(paths, (root) => {
    assertEquals(filesUnder(root, "."), [".ci/run", ".gitignore", "src/a/c.tsx", "src/b.ts", "src/notes.md"]);
    assertEquals(typescriptFiles(root, ["src", "mod.ts"]), ["src/a/c.tsx", "src/b.ts"]);
  });
});

Deno.test("a folder that git does not know is walked instead", async () => {
  await withFolder(["mod.ts", "node_modules/x.ts"], async (root) => {
    assertEquals(await trackedFiles(root), ["mod.ts"]);
  });
});

Deno.test("the project's own files are found, and its ignored ones are not", async () => {
  const paths = await trackedFiles(projectRoot);
  assert(paths.includes("deno.json"));
  assertFalse(paths.some((path) => path.startsWith(".venv/")));
});
