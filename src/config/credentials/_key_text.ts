import { UserError } from "../../base/mod.ts";

/** What a header can carry, without blanks. */
const KEY = /^[\x21-\x7e]+$/;

/** What a source said, as a key. The value is in no message. */
export function keyText(text: string, { name, from }: { readonly name: string; readonly from: string }): string {
  const key = text.replace(/^\uFEFF/, "").replace(/\r?\n$/, "");
  if (key === "") throw new UserError(`Cannot use the credential "${name}" as ${from} has nothing in it`);
  if (!KEY.test(key)) {
    throw new UserError(
      `Cannot use the credential "${name}" as what ${from} has is not one line of visible ASCII characters, as every key is`,
    );
  }
  return key;
}
