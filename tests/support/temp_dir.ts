/** A folder that goes away with its scope: `using dir = tempDir()`. */
export function tempDir(): { readonly path: string; [Symbol.dispose](): void } {
  const path = Deno.makeTempDirSync({ prefix: "tapedeck-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
