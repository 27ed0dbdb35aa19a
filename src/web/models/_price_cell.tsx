/** @jsxImportSource hono/jsx */
import type { PriceWords } from "./_words.ts";

/** A price in a table: per million tokens, and below per thousand. */
export function PriceCell({ million, thousand }: PriceWords) {
  return (
    <td class="number">
      {million}
      {thousand === "" ? null : <span class="below">{thousand}</span>}
    </td>
  );
}
