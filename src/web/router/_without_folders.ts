/** Beginnings of addresses of providers, which are no secret of this machine: `/v1/chat/completions`. */
const NO_ADDRESS = String.raw`(?!v\d)`;
/** A path to a file: up to its end where it stands in quotes, else up to a space. */
const FOLDERS = new RegExp(
  String.raw`(?<=["'])(?:/|[A-Za-z]:\\)${NO_ADDRESS}(?:[^"'\n]*[\\/])?(?=[^"'\s])` +
    String.raw`|(?<=^|[\s(=])(?:/|[A-Za-z]:\\)${NO_ADDRESS}(?:[^\s"'()]+[\\/])+`,
  "g",
);

/** The same message with the names of files alone: where they are on the router's machine is nothing for clients. */
export function withoutFolders(message: string): string {
  return message.replaceAll(FOLDERS, "…/");
}
