/** Any value that JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
/** An array of JSON values. */
export type JsonArray = JsonValue[];
/** An object of JSON values. */
export type JsonObject = { [key: string]: JsonValue };
