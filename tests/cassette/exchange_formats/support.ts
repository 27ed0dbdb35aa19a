import { fileURLToPath } from "node:url";
import { Buffer } from "node:buffer";
import { importCassette, type ImportOptions, type ImportReport } from "../../../src/cassette/mod.ts";
import type { Tape } from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { replayTape } from "../support.ts";
import { tempDir } from "../../support/temp_dir.ts";

/** Where the samples' server listened. */
export const SERVER = "http://127.0.0.1:18473";

/** One call of the samples, and what was answered to it. Bodies are base64. */
export interface SampleCall {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: HeadersInit;
    readonly body: string;
  };
  readonly answer: {
    readonly status: number;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  };
}

export function samplePath(name: string): string {
  return fileURLToPath(new URL(`./samples/${name}`, import.meta.url));
}

/** What the samples' clients asked and what the server sent. */
export function sampleTraffic(): SampleCall[] {
  return JSON.parse(Deno.readTextFileSync(samplePath("traffic.json")));
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** Makes a sample's call again. Text is sent as text, as its client did. */
export async function callAgain(tape: Tape, { method, path, headers, body }: SampleCall["request"]): Promise<Response> {
  const bytes = bytesOf(body);
  return await tape.fetch(SERVER + path, { method, headers, ...(bytes.length === 0 ? {} : { body: bytes }) });
}

/** A tape with what these files hold. */
export interface ImportedTape extends AsyncDisposable {
  readonly path: string;
  readonly report: ImportReport;
  readonly tape: Tape;
}

/** Imports files (by path, or by name with their text) and replays them. */
export async function imported(
  files: readonly string[] | { readonly [name: string]: unknown },
  options: Partial<ImportOptions> = {},
): Promise<ImportedTape> {
  const folder = tempDir();
  const path = `${folder.path}/tape.jsonl`;
  const paths = Array.isArray(files) ? files : Object.entries(files).map(([name, content]) => {
    const file = `${folder.path}/${name}`;
    if (content instanceof Uint8Array) Deno.writeFileSync(file, content);
    else Deno.writeTextFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  });
  try {
    const report = await importCassette(paths, { out: path, lenses: providerLenses(), env: false, ...options });
    const tape = await replayTape(path, { endpoints: options.endpoints ?? {}, lenses: providerLenses() });
    return {
      path,
      report,
      tape,
      async [Symbol.asyncDispose]() {
        await tape.close();
        folder[Symbol.dispose]();
      },
    };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}
