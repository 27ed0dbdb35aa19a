import { join } from "node:path";
import { HTTPException } from "hono/http-exception";
import pLimit from "p-limit";
import type { Ledger, RunRecord } from "../../spec/mod.ts";

const FILES = {
  "results.csv": ["csv", "text/csv; charset=utf-8"],
  "results.parquet": ["parquet", "application/vnd.apache.parquet"],
  "report.html": ["html", "text/html; charset=utf-8"],
} as const;

/** Whoever presses the button again and again does not get it any sooner. */
const MOST_WAITING = 8;

/** All rows of a run, or its report, as a file to keep; `null`: there is no file of this name. */
export type ResultFile = (ledger: Ledger, run: RunRecord, file: string) => Promise<Response | null>;

/**
 * Makes files one after the other, as each takes all of the process that pages leave to it.
 *
 * What it gives throws an `HTTPException`, 503, when too many wait.
 */
export function resultFiles(): ResultFile {
  const oneByOne = pLimit(1);
  return async (ledger, run, file) => {
    if (!Object.hasOwn(FILES, file)) return null;
    if (oneByOne.pendingCount >= MOST_WAITING) {
      throw new HTTPException(503, { message: `Cannot make the file as ${MOST_WAITING} others wait for theirs` });
    }
    return await oneByOne(() => madeFile(ledger, run, file as keyof typeof FILES));
  };
}

async function madeFile(ledger: Ledger, { runId }: RunRecord, file: keyof typeof FILES): Promise<Response> {
  const [format, type] = FILES[file];
  const { writeReport } = await import("../../report/mod.ts");
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  const remove = () => Deno.remove(folder, { recursive: true }).catch(() => {});
  try {
    const path = join(folder, file);
    await writeReport(ledger, path, { runId, format });
    return new Response(await readOnce(path, remove), {
      headers: { "content-type": type, "content-disposition": `attachment; filename="${fileName(runId, file)}"` },
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The bytes of a file that goes away when they were read, or nobody wants them any more. */
async function readOnce(path: string, remove: () => Promise<void>): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path);
  const reader = file.readable.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) return controller.enqueue(value);
      await remove();
      controller.close();
    },
    async cancel(reason) {
      await reader.cancel(reason);
      await remove();
    },
  });
}

/** An id that people gave may have anything in it. */
function fileName(runId: string, file: string): string {
  return `${runId.replaceAll(/[^\w.-]+/g, "_").slice(0, 80)}-${file}`;
}
