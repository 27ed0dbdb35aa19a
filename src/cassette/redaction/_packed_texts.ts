import { Buffer } from "node:buffer";
import { unpacked } from "./packed.ts";
import type { Range } from "../../base/mod.ts";

/** A stretch of base64 that is something compressed, and what that says, as Latin-1. */
export interface PackedText extends Range {
  readonly text: string;
}

/** How gzip, zlib and Zstandard begin in base64, and what may follow, also over several lines. */
const PACKED = /(?<![\w+/])(?:H4sI|KLUv|eNo|eJ[wxyz]|eAE|eF4)[\w+/-]{12,}(?:(?:\\+[rn]|[\r\n])+[ \t]*[\w+/-]+)*={0,2}/g;
const LINE_BREAK = /\\+[rn]|[\r\n]|[ \t]/g;

/** What is compressed and stands in a text in base64. */
export function packedTexts(latin1: string): PackedText[] {
  return [...latin1.matchAll(PACKED)].flatMap((match) => {
    const packed = unpacked(Buffer.from(match[0].replace(LINE_BREAK, ""), "base64"));
    if (packed === null) return [];
    const text = Buffer.from(packed.content).toString("latin1");
    return [{ start: match.index, end: match.index + match[0].length, text }];
  });
}
