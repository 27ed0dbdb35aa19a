import { demand, given, type Law, shown } from "./_law.ts";
import { SECRET, type WireSubject } from "./_wire_subject.ts";

/** How a format takes a credential. */
export const AUTH_LAWS: readonly Law<WireSubject>[] = [
  {
    law: "authorize/headers",
    says: "A credential becomes headers in lower case, one of which has it, the same each time.",
    check: ({ format }) => {
      const headers = given("a credential", () => format.authorize(SECRET));
      const names = Object.keys(headers);
      demand(
        names.every((name) => name === name.toLowerCase()),
        () => `A header is not in lower case: ${names.join(", ")}`,
      );
      given(names, () => new Headers(headers));
      const count = Object.values(headers).filter((value) => value.includes(SECRET)).length;
      demand(count === 1, () => `${count} headers have it: ${names.join(", ")}`);
      demand(
        JSON.stringify(format.authorize(SECRET)) === JSON.stringify(headers),
        () => `It differs the second time: ${shown(names)}`,
      );
    },
  },
];
