import { FileProblems, type KeyPath, showPath } from "../../config/mod.ts";

/** Rules of a grid that have a call of their own. */
const RULES: ReadonlySet<PropertyKey> = new Set(["zip", "exclude", "include", "when", "sample"]);
/** Sections whose call has another name. */
const CALLS: ReadonlyMap<PropertyKey, string> = new Map([["models", "modelSettings"], ["run", "settings"]]);

/** Gathers what is wrong with what a builder was told: each by the call that said it, as there are no lines. */
export class CallProblems extends FileProblems {
  readonly #name: string;

  /** `name` of the sweep. */
  constructor(name: string) {
    super(`sweep(${JSON.stringify(name)})`, () => null, "plan");
    this.#name = name;
  }

  override anew(): FileProblems {
    return new CallProblems(this.#name);
  }

  override add(path: KeyPath, rule: string, value?: unknown): void {
    this.addAt({ file: `sweep(${JSON.stringify(this.#name)})`, line: null }, callOf(path), rule, value);
  }
}

/** `.grid() temperature[1]` for `grid.temperature[1]`. */
function callOf(path: KeyPath): string {
  const [section, rule, ...rest] = path;
  if (section === undefined) return "";
  if (section === "name") return "sweep()";
  const isRule = section === "grid" && RULES.has(rule);
  const call = isRule ? String(rule) : CALLS.get(section) ?? String(section);
  const [at, ...within] = isRule ? rest : path.slice(1);
  // Of several calls, or entries of a list, which.
  const which = typeof at === "number" ? `[${at}]` : "";
  const left = typeof at === "number" ? within : at === undefined ? [] : [at, ...within];
  return `.${call}()${which}${left.length === 0 ? "" : ` ${showPath(left)}`}`;
}
