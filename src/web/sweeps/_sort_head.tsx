/** @jsxImportSource hono/jsx */

/** The head of a column by which a table is sorted; the table's id and the words make the button's. */
export function SortHead({ table, words, isNumber = false, below }: {
  readonly table: string;
  readonly words: string;
  readonly isNumber?: boolean;
  /** What else its cells have, below what they are sorted by. */
  readonly below?: string;
}) {
  return (
    <th scope="col" class={isNumber ? "number" : ""}>
      <button type="button" class="plain" id={`${table}-${words.replaceAll(/\W+/g, "-")}`}>{words}</button>
      {below === undefined ? null : <span class="interval">{below}</span>}
    </th>
  );
}
