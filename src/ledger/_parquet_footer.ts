import type { ParquetWriter } from "hyparquet-writer";

/** What stands at the end of a Parquet file: where each column of each row group is. */
export interface ParquetFooter {
  /** Takes a row group that was written. */
  add(group: RowGroup): void;
  /** The bytes of the end of the file. */
  end(): Uint8Array[];
}

type RowGroup = ParquetWriter["row_groups"][number];

/** A writer of a file of its own, and the bytes that it has written. */
export interface FooterWriter {
  readonly parquet: ParquetWriter;
  bytes(): Uint8Array;
}

/** `PAR1` stands before the rows, and behind the length of the footer. */
const MAGIC_BYTES = 4;
const LENGTH_BYTES = 4;
/** How Thrift's compact protocol begins a list of structs: four bits of its length, and those of the type. */
const STRUCT = 0x0c;
const LONG_LIST = 0xf0;

/**
 * Gathers the footer as bytes, which take a tenth of what the objects take that they are made of. All bytes come from the
 * library's own writer: a footer with a group twice differs from one that has it once by the head of a list, and by the
 * group.
 */
export function parquetFooter(newWriter: () => FooterWriter): ParquetFooter {
  const groups: Uint8Array[] = [];
  let rows = 0n;
  let last: { readonly group: RowGroup; readonly behind: number } | null = null;
  const footerOf = (of: readonly RowGroup[], rowCount: bigint): Uint8Array => {
    const { parquet, bytes } = newWriter();
    parquet.row_groups = [...of];
    parquet.num_rows = rowCount;
    parquet.finish();
    return bytes().slice(MAGIC_BYTES, -MAGIC_BYTES - LENGTH_BYTES);
  };
  return {
    add(group) {
      const once = footerOf([group], group.num_rows);
      const twice = footerOf([group, group], group.num_rows);
      const at = once.findIndex((byte, i) => byte !== twice[i]);
      assertList(once[at] === (1 << 4 | STRUCT) && twice[at] === (2 << 4 | STRUCT));
      const bytes = once.slice(at + 1, at + 1 + twice.length - once.length);
      groups.push(bytes);
      rows += group.num_rows;
      last = { group, behind: once.length - at - 1 - bytes.length };
    },
    end() {
      const parts = last === null ? [footerOf([], rows)] : withAll(footerOf([last.group], rows), groups, last.behind);
      const length = new Uint8Array(LENGTH_BYTES);
      new DataView(length.buffer).setUint32(0, parts.reduce((sum, part) => sum + part.length, 0), true);
      return [...parts, length, new TextEncoder().encode("PAR1")];
    },
  };
}

/** A footer that has the last of the groups alone, with all of them. */
function withAll(footer: Uint8Array, groups: readonly Uint8Array[], behind: number): Uint8Array[] {
  const at = footer.length - behind - groups.at(-1)!.length - 1;
  assertList(footer[at] === (1 << 4 | STRUCT));
  return [footer.subarray(0, at), listHead(groups.length), ...groups, footer.subarray(footer.length - behind)];
}

function listHead(count: number): Uint8Array {
  if (count < LONG_LIST >> 4) return Uint8Array.of(count << 4 | STRUCT);
  const bytes = [LONG_LIST | STRUCT];
  let rest = count;
  for (; rest > 0x7f; rest >>>= 7) bytes.push(rest & 0x7f | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function assertList(isThere: boolean): void {
  if (!isThere) throw new Error("Cannot end the Parquet file as its library writes footers in another way");
}
