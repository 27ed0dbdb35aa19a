import type { Attempt } from "../spec/mod.ts";
import { encodeParquet } from "./_encode_parquet.ts";
import type { ResultColumn } from "./columns.ts";

/**
 * A run's results as the bytes of a Parquet file, without compression. It holds all rows in memory: it is the way into
 * a data frame, which does so too.
 */
export async function parquetBytes(
  attempts: AsyncIterable<Attempt>,
  options: { readonly columns: readonly ResultColumn[] },
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const sink = (bytes: Uint8Array): Promise<void> => {
    parts.push(bytes.slice());
    return Promise.resolve();
  };
  await encodeParquet(attempts, options.columns, { sink, codec: "UNCOMPRESSED" });
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
