/**
 * How lists are fetched: page by page, by one caller at a time, and not believed blindly.
 * @module
 */
export { fetchList } from "./fetch_list.ts";
export { ListProblem, type ListProblemCode, type ListProblemFacts } from "./list_problem.ts";
export { ListRefresher, type Refreshed } from "./list_refresher.ts";
export type { ListPage, ListRequest, ListRow } from "./list_request.ts";
