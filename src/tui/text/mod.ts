/**
 * Text as terminals measure it.
 * @module
 */
export { columnWidths, type ListColumn } from "./column_widths.ts";
export { cutTo } from "./cut_to.ts";
export { fitted } from "./fitted.ts";
export { oneLine } from "./one_line.ts";
export { widthOf } from "./width_of.ts";
export { wrapped } from "./wrapped.ts";
