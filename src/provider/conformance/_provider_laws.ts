import type { ProviderAdapter } from "../../spec/mod.ts";
import { UserError } from "../../base/mod.ts";
import { defineProvider } from "../define_provider.ts";
import { demand, given, type Law, Violation } from "./_law.ts";

/** Texts that stand in any prompt or log, and are nobody's key. */
const ORDINARY = [
  "The quick brown fox jumps over the lazy dog and asks: what is a key-value store?",
  "sk-learn, xai-grok-code-fast-1, hf_hub_download, fw_update and pplx-7b-online are names of things",
  "gpt-4o-2024-08-06 chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012 call_AbCdEfGhIjKlMnOpQrStUvWx",
  "msg_01AbCdEfGhIjKlMnOpQrStUv toolu_01AbCdEfGhIjKlMnOpQrStUv req_011CdufXo8Y2LVfY2veyuQWG",
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "123e4567-e89b-12d3-a456-426614174000 2026-11-21T10:36:10.000Z 192.168.100.254 https://example.com/a/b?c=d#e",
  "const authorization = request.headers.get('authorization') ?? `Bearer ${process.env.API_KEY}`;",
  '{"role":"user","content":"Hello","temperature":0.7,"max_completion_tokens":1024,"tool_choice":"auto"}',
  "aGVsbG8gd29ybGQsIHRoaXMgaXMgYSBwbGFpbiB0ZXh0IHRoYXQgc29tZWJvZHkgZW5jb2RlZA==",
].join("\n");

/** What a provider says of itself. */
export const PROVIDER_LAWS: readonly Law<ProviderAdapter>[] = [
  {
    law: "provider/type",
    says: "It is a provider of the type's version, with nothing missing and nothing unknown.",
    check: (adapter) => {
      try {
        defineProvider(adapter);
      } catch (error) {
        throw error instanceof UserError ? new Violation(error.message) : error;
      }
    },
  },
  {
    law: "provider/keyShapes",
    says: "What its credentials look like is nothing that stands in an ordinary text.",
    check: ({ keyShapes }) => {
      for (const { name, prefix, pattern } of keyShapes) {
        const found = given(pattern, () => new RegExp(pattern).exec(ORDINARY)?.[0]);
        demand(found === undefined, () => `"${name}" (${prefix}…) matches ${JSON.stringify(found)}`);
      }
    },
  },
  {
    law: "provider/quirks",
    says: "What one has to know of it stands there in whole sentences, each once.",
    check: ({ quirks }) => {
      for (const quirk of quirks) demand(/[.!?…]$/.test(quirk), () => `It is no sentence: ${JSON.stringify(quirk)}`);
      demand(new Set(quirks).size === quirks.length, () => "One stands there twice");
    },
  },
];
