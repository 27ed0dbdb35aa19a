import type * as polars from "nodejs-polars";

/** A data frame of polars, which the package `nodejs-polars` documents. */
export type DataFrame = polars.DataFrame;

/** A lazy data frame of polars: a plan, which `collect()` carries out. */
export type LazyDataFrame = polars.LazyDataFrame;
