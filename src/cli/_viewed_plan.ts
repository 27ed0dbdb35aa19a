export { viewedPlan } from "../sweep/mod.ts";
