/**
 * What people say of the answers of a run.
 * @module
 */
export { type HumanRating, HumanRatings } from "./human_ratings.ts";
export { rateAnswer, type RateAnswerOptions } from "./rate_answer.ts";
export { type ImportedRatings, importRatings } from "./import_ratings.ts";
export { countRatingItems, type RatingItem, ratingItems, type RatingItemsOptions } from "./rating_items.ts";
export { ratingSheet, readRatingSheet, type SheetFormat, sheetFormat, type SheetRating } from "./rating_sheet.ts";
