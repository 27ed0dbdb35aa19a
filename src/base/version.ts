/** The version of this Tapedeck, as `deno.json` has it. */
export const VERSION = "0.1.0";
