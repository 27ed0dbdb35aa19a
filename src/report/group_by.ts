/** How cells of a run are put together: all, by endpoint, or by endpoint and axes. */
export type GroupBy = "run" | "endpoint" | "variant";
