import { hash } from "node:crypto";
import type { Credential } from "../spec/mod.ts";

/** 48 bits tell the keys of one user apart, and are too few to say which key it was. */
const HASH_CHARS = 12;

/** What stands for a credential where the secret itself must not: in cache keys, limits, metrics and audits. */
export function credentialHash(credential: Credential): string {
  return hash("sha256", `credential\0${credential.reveal()}`, "hex").slice(0, HASH_CHARS);
}
