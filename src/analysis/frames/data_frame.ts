import type * as polars from "nodejs-polars";

/** A data frame of polars, which the package `nodejs-polars` documents. */
export type DataFrame = polars.DataFrame;
