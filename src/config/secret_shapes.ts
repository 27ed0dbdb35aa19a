const SHAPES = [
  /\b(?:sk|gsk|csk|pplx|tgp_v1)[-_][A-Za-z0-9_-]{16,}/,
  /\b(?:xai-|hf_|r8_|fw_|nvapi-|ghp_|gho_|glpat-)[A-Za-z0-9]{20,}/,
  /\bAIza[A-Za-z0-9_-]{20,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\bBearer\s+\S{12,}/i,
];

/** Whether a text has the shape of a credential of a known provider. Such a text is never printed. */
export function looksLikeSecret(text: string): boolean {
  return SHAPES.some((shape) => shape.test(text));
}

/** A text with every part that has such a shape left out. */
export function hideSecrets(text: string): string {
  return SHAPES.reduce((shown, shape) => shown.replaceAll(new RegExp(shape, `${shape.flags}g`), "(hidden)"), text);
}
