/**
 * Which points of its axes a plan has: products, rules, samples, restrictions.
 * @module
 */
export { type IdleRule, idleRules } from "./idle_rules.ts";
export { type EndpointGlobs, type GlobbedEndpoint, meetsGlobs } from "./endpoint_globs.ts";
export { globPattern } from "./glob_pattern.ts";
export { type CellPlace, type EndpointCells, Grid, gridOf, type GridSource } from "./grid_of.ts";
export type { GridOnly } from "./grid_only.ts";
export type { GridRules, PointCondition } from "./grid_rules.ts";
export { ABSENT, type Point, type PointSpace } from "./point_space.ts";
export { type ReadGrid, readGrid } from "./read_grid.ts";
