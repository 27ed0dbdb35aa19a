import { nearestName, UserError } from "../../base/mod.ts";

/**
 * What an option names. A notebook's cell is not checked for types, and a misspelt option must not decide anything.
 * `action` begins the error: `compare as correction`.
 *
 * @throws {UserError} when it names nothing.
 */
export function oneOf<Known extends object>(
  known: Known,
  name: keyof Known & string,
  action: string,
): Known[keyof Known] {
  if (Object.hasOwn(known, name)) return known[name];
  const names = Object.keys(known);
  const nearest = nearestName(String(name), names);
  const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
  throw new UserError(
    `Cannot ${action} must be ${names.map((one) => `"${one}"`).join(" or ")}: current value is ${
      JSON.stringify(name) ?? String(name)
    }${hint}`,
  );
}
