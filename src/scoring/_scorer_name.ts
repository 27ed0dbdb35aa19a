/** What a scorer may be called: its column is `score_` and the name. */
export const SCORER_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The same in words. */
export const NAME_RULE = "must be a name of letters, digits and underscores that begins with a letter";
