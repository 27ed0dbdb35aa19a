import { nearestName, UserError } from "../base/mod.ts";
import type { WireFormat } from "../spec/mod.ts";
import { wireFormats } from "./wire_formats.ts";

/**
 * The wire format of a name, as it stands in an endpoint's `wire`.
 * @throws {UserError} when no format has the name; the message has the nearest that there is.
 */
export function wireFormat(name: string): WireFormat {
  const format = wireFormats.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = wireFormats.map((known) => known.name);
  const nearest = nearestName(name, names);
  throw new UserError(
    `Cannot use a wire format as it must be one of ${names.join(", ")}: current value is "${name}"` +
      (nearest === null ? "" : ` (did you mean "${nearest}"?)`),
    { exitCode: 2 },
  );
}
