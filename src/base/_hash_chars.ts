/** 24 bytes of SHA-256 as base64url: 192 bits, far beyond any accidental collision. */
export const HASH_CHARS = 32;
