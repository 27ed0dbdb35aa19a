import { VERSION } from "../base/mod.ts";

/** Where editors find the JSON Schema of configuration files, of this version. */
export const CONFIG_SCHEMA_URL: string = `https://jsr.io/@tapedeck/tapedeck/${VERSION}/docs/config.schema.json`;
